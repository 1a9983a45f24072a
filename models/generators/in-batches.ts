export interface BatchOptions<Asked> {
  /** Most of a batch. */
  readonly rows: number;
  /** What is about equal in it is put together. */
  readonly sizeOf: (asked: Asked) => number;
}

interface Waiting<Asked, Given> {
  readonly asked: Asked;
  readonly resolve: (given: Given) => void;
  readonly reject: (error: unknown) => void;
}

/** Puts what is asked in one turn of the event loop, or while a batch is run, into batches of about equal size. */
export function inBatches<Asked, Given>(
  run: (batch: readonly Asked[]) => Promise<readonly Given[]>,
  { rows, sizeOf }: BatchOptions<Asked>,
): (asked: Asked) => Promise<Given> {
  let waiting: Waiting<Asked, Given>[] = [];
  let isBusy = false;
  const work = async () => {
    while (waiting.length > 0) {
      // The oldest is always in, so that nothing waits for ever among others of another size.
      const [oldest] = waiting;
      const size = oldest ? sizeOf(oldest.asked) : 0;
      const distance = ({ asked }: Waiting<Asked, Given>) => Math.abs(sizeOf(asked) - size);
      const batch = [...waiting].sort((a, b) => distance(a) - distance(b)).slice(0, rows);
      const taken = new Set(batch);
      waiting = waiting.filter((one) => !taken.has(one));
      try {
        const given = await run(batch.map(({ asked }) => asked));
        for (const [row, { resolve }] of batch.entries()) resolve(given[row] as Given);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      // Replies under way in the same process have their turn.
      await new Promise((next) => setImmediate(next));
    }
    isBusy = false;
  };
  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (isBusy) return;
      isBusy = true;
      setImmediate(() => void work());
    });
}
