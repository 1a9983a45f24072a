import { DrainRate } from './drain-rate.ts';
import type { Task } from './task.ts';

/**
 * Requests that no process has, in the order they came; those whose process died go before the others. It knows how fast
 * it moves.
 */
export class TaskQueue {
  readonly #again = new Set<Task>();
  readonly #usual = new Set<Task>();
  readonly #rate = new DrainRate();

  get size(): number {
    return this.#again.size + this.#usual.size;
  }

  get tokens(): number {
    return [...this].reduce((sum, { tokensOutstanding }) => sum + tokensOutstanding, 0);
  }

  /** How long what waits now will take to be begun; null where that cannot be told. */
  get expectedSeconds(): number | null {
    if (this.size === 0) return 0;
    const rate = this.#rate.perSecond(performance.now());
    return rate === null ? null : this.tokens / rate;
  }

  *[Symbol.iterator](): Generator<Task> {
    yield* this.#again;
    yield* this.#usual;
  }

  add(task: Task): void {
    (task.attempts > 0 ? this.#again : this.#usual).add(task);
    this.#rate.waits(true, performance.now());
  }

  delete(task: Task): void {
    if (!this.#again.delete(task) && !this.#usual.delete(task)) return;
    this.#rate.waits(this.size > 0, performance.now());
  }

  /** One that had left it was answered. */
  ended({ size: { prompt, reply } }: Task): void {
    this.#rate.ended(prompt + reply, performance.now());
  }
}
