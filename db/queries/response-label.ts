/** The neutral label of the response shown at a position (from 1): `A`, `B`, … A study has at most 26 systems. */
export function responseLabel(position: number): string {
  return String.fromCharCode(64 + position);
}
