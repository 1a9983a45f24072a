import type { Task } from './task.ts';

/** Requests that no process has, in the order they came; those whose process died go before the others. */
export class TaskQueue {
  readonly #again = new Set<Task>();
  readonly #usual = new Set<Task>();

  get size(): number {
    return this.#again.size + this.#usual.size;
  }

  get tokens(): number {
    return [...this].reduce((sum, { tokensOutstanding }) => sum + tokensOutstanding, 0);
  }

  *[Symbol.iterator](): Generator<Task> {
    yield* this.#again;
    yield* this.#usual;
  }

  add(task: Task): void {
    (task.attempts > 0 ? this.#again : this.#usual).add(task);
  }

  delete(task: Task): boolean {
    return this.#again.delete(task) || this.#usual.delete(task);
  }
}
