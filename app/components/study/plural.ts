/** `1 item`, `2 items`, `1,200 items`; `many` where the plural is no mere s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}
