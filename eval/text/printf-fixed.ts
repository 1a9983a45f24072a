/**
 * The number that C's `printf("%.nf")` prints: rounded at the nth decimal by the exact value of the double, halves to the
 * even digit. `toFixed` does the same but for halves.
 * @param digits 0 to 20
 */
export function printfFixed(value: number, digits: number): number {
  const exact = Math.abs(value).toFixed(Math.min(100, digits + 60));
  const cut = exact.length - 60;
  if (!/^50*$/.test(exact.slice(cut))) return Number(value.toFixed(digits));
  const kept = exact.slice(0, cut);
  const last = Number(kept.replace('.', '').at(-1));
  return last % 2 === 0 ? Math.sign(value) * Number(kept) : Number(value.toFixed(digits));
}
