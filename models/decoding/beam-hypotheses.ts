import type { DecodingSettings } from './decoding-settings.ts';

/** A sequence beam search is through with. */
export interface Hypothesis {
  /** Generated tokens, the end token included where there is one; the prompt is not. */
  readonly tokens: readonly number[];
  /** Summed log-probability / length ^ lengthPenalty. */
  readonly score: number;
  readonly finished: 'eos' | 'length';
}

type HypothesisSettings = Pick<
  DecodingSettings,
  'numBeams' | 'lengthPenalty' | 'earlyStopping' | 'maxNewTokens'
>;

/** The best finished sequences of one prompt, at most `numBeams` of them. */
export class BeamHypotheses {
  readonly #settings: HypothesisSettings;
  /** In the order they came, which decides between equal scores. */
  #kept: Hypothesis[] = [];

  constructor(settings: HypothesisSettings) {
    this.#settings = settings;
  }

  add(tokens: readonly number[], sum: number, finished: 'eos' | 'length'): void {
    const score = sum / tokens.length ** this.#settings.lengthPenalty;
    if (this.#kept.length < this.#settings.numBeams) {
      this.#kept.push({ tokens, score, finished });
    } else if (score > this.#worst()) {
      this.#kept.push({ tokens, score, finished });
      this.#kept.splice(
        this.#kept.findIndex((hypothesis) => hypothesis.score === this.#worst()),
        1,
      );
    }
  }

  /**
   * Whether no more searching is wanted, `generated` tokens into the reply with `bestSum` the best summed
   * log-probability of this step's candidates: never before `numBeams` are there; then at once with
   * `earlyStopping` true, and otherwise when the worst kept score is at least what `bestSum` gives at the
   * present length (false) or at the greatest length ("never", with a positive length penalty).
   */
  isDone(bestSum: number, generated: number): boolean {
    const { numBeams, earlyStopping, lengthPenalty, maxNewTokens } = this.#settings;
    if (this.#kept.length < numBeams) return false;
    if (earlyStopping === true) return true;
    const length = earlyStopping === 'never' && lengthPenalty > 0 ? maxNewTokens : generated;
    return this.#worst() >= bestSum / length ** lengthPenalty;
  }

  /** Best first; of equal scores the later one first. */
  sorted(): readonly Hypothesis[] {
    return [...this.#kept].reverse().sort((a, b) => b.score - a.score);
  }

  #worst(): number {
    return this.#kept.reduce((worst, { score }) => Math.min(worst, score), Number.POSITIVE_INFINITY);
  }
}
