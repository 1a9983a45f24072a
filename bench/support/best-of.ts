/** The processor time in seconds of the best of so many runs in this process, and what the last of them gave. */
export function bestOf(
  runs: number,
  run: () => number,
): { readonly seconds: number; readonly value: number } {
  let seconds = Number.POSITIVE_INFINITY;
  let value = Number.NaN;
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    value = run();
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return { seconds, value };
}
