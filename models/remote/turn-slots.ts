import { busy } from '../pool/pool-errors.ts';
import { stopped } from './with-retries.ts';

interface SlotsOptions {
  /** How many work at once. */
  readonly count: number;
  /** How many wait for them at most: the next one is refused. */
  readonly mostWaiting: number;
}

/** Weight of the newest piece of work in what one is expected to take. */
const newest = 0.2;

/** Lets so many work at once; the others wait in the order in which they came. */
export class TurnSlots {
  readonly #options: SlotsOptions;
  #free: number;
  readonly #waiting: (() => void)[] = [];
  /** What a piece of work takes; null before the first has ended. */
  #seconds: number | null = null;

  constructor(options: SlotsOptions) {
    this.#options = options;
    this.#free = options.count;
  }

  /** @throws WorkbenchError `busy` where too many wait; `interrupted` where aborted before it has a turn */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#turn(signal);
    const begunAt = performance.now();
    try {
      if (signal.aborted) throw stopped();
      return await work();
    } finally {
      const seconds = (performance.now() - begunAt) / 1000;
      this.#seconds = newest * seconds + (1 - newest) * (this.#seconds ?? seconds);
      this.#passOn();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw stopped();
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    const { count, mostWaiting } = this.#options;
    const waiting = this.#waiting.length;
    if (waiting >= mostWaiting)
      throw busy(this.#seconds === null ? null : (this.#seconds * (waiting + 1)) / count);
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(stopped());
      };
      this.#waiting.push(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** A turn goes straight to whoever waits longest: who has just come takes none before them. */
  #passOn(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
