/** Work that yields wherever it may be left for a while; what it returns is its result. */
export type Slices<T> = Generator<void, T>;

/** Does it all at once. */
export function atOnce<T>(work: Slices<T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/**
 * Does it with pauses in which the event loop sees to everything else, so that a process that answers requests goes on
 * answering them. It begins after the first of them.
 * @param milliseconds that it works between two pauses
 */
export async function inSlices<T>(work: Slices<T>, milliseconds: number): Promise<T> {
  for (;;) {
    await new Promise(setImmediate);
    const until = performance.now() + milliseconds;
    do {
      const step = work.next();
      if (step.done) return step.value;
    } while (performance.now() < until);
  }
}
