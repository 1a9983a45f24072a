const format = new Intl.NumberFormat('en-GB');

/** 24855 as `24,855`, the same on the server and in every browser. */
export function formatCount(count: number): string {
  return format.format(count);
}

/** `1 dialogue`, `24,855 dialogues`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}
