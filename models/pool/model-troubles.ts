import type { WorkbenchError } from '#lib/errors.ts';
import { Backoff } from './backoff.ts';
import { modelEndsProcess } from './pool-errors.ts';

/** Processes that die loading a model, before it is no longer tried with each request: others are answered in them. */
const mostDeaths = 2;

/** Models that processes died of while they loaded them, by `modelKey`. */
export class ModelTroubles {
  readonly #backoffs = new Map<string, Backoff>();
  readonly #loading = new Map<unknown, readonly string[]>();

  diedLoading(process: unknown, models: readonly string[], cause: string): void {
    for (const model of models) {
      const backoff = this.#backoffs.get(model) ?? new Backoff({ first: 2_500, longest: 300_000 });
      backoff.failed(cause, performance.now());
      this.#backoffs.set(model, backoff);
    }
    this.#loading.delete(process);
  }

  /** What a process is loading now: what one was loading before and lives has been loaded, or refused with a word. */
  loading(process: unknown, models: readonly string[]): void {
    for (const model of this.#loading.get(process) ?? [])
      if (!models.includes(model)) this.#backoffs.delete(model);
    this.#loading.set(process, models);
  }

  /** Why a model is not to be tried now; null where it is. */
  of(model: string | null): WorkbenchError | null {
    const backoff = model === null ? undefined : this.#backoffs.get(model);
    const now = performance.now();
    if (!backoff || backoff.failures < mostDeaths || backoff.isOver(now)) return null;
    return modelEndsProcess(backoff.cause, backoff.until - now);
  }
}
