import { WorkbenchError } from '#lib/errors.ts';

/** Weight of the newest loss in the running mean. */
const share = 0.05;

export interface LossWatchState {
  /** Exponential mean of the losses; null before the first. */
  readonly smoothed: number | null;
  readonly lowest: number | null;
}

/** Ends a training whose loss runs away, so that hours are not spent on weights that are lost. */
export class LossWatch {
  #smoothed: number | null;
  #lowest: number | null;
  readonly #factor: number;
  readonly #advice: string;

  /**
   * @param factor how many times its lowest value the running mean of a positive loss may reach
   * @param advice what a person can change, for the message
   */
  constructor(
    factor: number,
    state: LossWatchState = { smoothed: null, lowest: null },
    advice = 'Lower learningRate or raise warmupSteps',
  ) {
    this.#factor = factor;
    this.#advice = advice;
    this.#smoothed = state.smoothed;
    this.#lowest = state.lowest;
  }

  get state(): LossWatchState {
    return { smoothed: this.#smoothed, lowest: this.#lowest };
  }

  /** @throws WorkbenchError `bad-input` where the loss is no number, or far above what it was */
  observe(loss: number, step: number): void {
    if (!Number.isFinite(loss)) this.#end(step, 'it is not a number any more');
    this.#smoothed = this.#smoothed === null ? loss : (1 - share) * this.#smoothed + share * loss;
    this.#lowest = Math.min(this.#lowest ?? Number.POSITIVE_INFINITY, this.#smoothed);
    if (this.#lowest > 0 && this.#smoothed > this.#factor * this.#lowest)
      this.#end(step, `its mean rose from ${this.#lowest.toFixed(2)} to ${this.#smoothed.toFixed(2)}`);
  }

  #end(step: number, what: string): never {
    throw new WorkbenchError(
      'bad-input',
      `The loss diverged at step ${step}: ${what}. ${this.#advice}, and choose another --out: what was saved before stays in this one.`,
      { step },
    );
  }
}
