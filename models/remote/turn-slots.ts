import { stopped } from './with-retries.ts';

/** Lets so many work at once; the others wait in the order in which they came. */
export class TurnSlots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** @throws WorkbenchError `interrupted` where aborted before it has a turn */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#free++;
      this.#waiting.shift()?.();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    while (this.#free === 0) {
      if (signal.aborted) break;
      await new Promise<void>((resolve) => {
        const leave = () => {
          const place = this.#waiting.indexOf(go);
          if (place >= 0) this.#waiting.splice(place, 1);
          go();
        };
        const go = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        this.#waiting.push(go);
        signal.addEventListener('abort', leave);
      });
    }
    if (signal.aborted) {
      // A turn that was given away passes on.
      if (this.#free > 0) this.#waiting.shift()?.();
      throw stopped();
    }
    this.#free--;
  }
}
