import type { Figure, Verdict } from '../figure.ts';

/** `37.34 [36.80, 37.91]` */
export function withInterval(
  { value, low, high }: Pick<Figure, 'value' | 'low' | 'high'>,
  digits: number,
): string {
  const [one, least, most] = [value, low, high].map((number) => digitsOf(number, digits));
  return `${one} [${least}, ${most}]`;
}

/** A share in [0, 1] as percent. */
export function percentWithInterval(share: Figure, digits = 1): string {
  const { value, low, high } = share;
  return withInterval({ value: 100 * value, low: 100 * low, high: 100 * high }, digits);
}

/** A difference, its sign always written. */
export function signed({ value, low, high }: Figure, digits: number): string {
  const [one, least, most] = [value, low, high].map((number) =>
    digitsOf(number, digits).replace(/^(?!−)/, '+'),
  );
  return `${one} [${least}, ${most}]`;
}

export function digitsOf(value: number, digits: number): string {
  if (!Number.isFinite(value)) return 'undefined';
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A row for what could not be measured: its name, the reason, and nothing else. */
export function missingRow(name: string, reason: string, columns: number): string[] {
  return [name, `not measured: ${reason}`, ...new Array<string>(Math.max(0, columns - 2)).fill('')];
}

const order: readonly Verdict[] = ['yes', 'yes, but not surely', 'no, but not surely', 'no'];

/** What holds where all of several must. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  return order[Math.max(0, ...verdicts.map((each) => order.indexOf(each)))] ?? 'no';
}

/** What holds where one of several is enough. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  return order[Math.min(order.length - 1, ...verdicts.map((each) => order.indexOf(each)))] ?? 'no';
}

export function isYes(verdict: Verdict): boolean {
  return verdict.startsWith('yes');
}

/** Words one after the other: `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
