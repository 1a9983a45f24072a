/** Milliseconds: what anybody would take to read and write, and as long as anybody is kept waiting for others' sake. */
const [shortest, longest] = [2_000, 20_000];
/** Of each system's replies as many are in time. */
const inTime = 0.9;

/**
 * How long a person waits for a reply, whoever writes it: until nine in ten replies of the slowest system would have
 * come, so that a quick one is not known by its speed. A reply that takes longer comes when it is whole. The longest of
 * each system never counts: a model's first reply waits for the model to load.
 * @param durations by system, milliseconds of its latest replies; none where it has not answered yet
 * @returns milliseconds, from 2,000 to 20,000
 */
export function evenWait(durations: readonly (readonly number[])[]): number {
  const usual = durations.map((own) => {
    const sorted = own.toSorted((a, b) => a - b);
    return sorted[Math.floor(inTime * own.length) - 1] ?? 0;
  });
  return Math.min(longest, Math.max(shortest, ...usual));
}
