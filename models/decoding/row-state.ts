import type { SeedPart } from '#lib/rng.ts';
import { argmax } from './argmax.ts';
import type { DecodingSettings } from './decoding-settings.ts';
import { type Candidates, KBest } from './k-best.ts';
import { logSumExp } from './log-softmax.ts';
import { endIsBanned, needsProcessing, processLogits } from './logits-processors.ts';
import { noTokenLeft } from './no-token-left.ts';
import { drawFor, sample } from './sample.ts';
import { StopStrings } from './stop-strings.ts';
import { topPOfBest } from './top-p.ts';
import { warpKBest, warpLogits } from './warp-logits.ts';

/** An end token came, the length was reached, or a stop string appeared. */
export type FinishReason = 'eos' | 'length' | 'stop';

export interface RowStep {
  readonly token: number;
  /** Natural log, under the model's own distribution; null unless the settings ask for it. */
  readonly logProbability: number | null;
  readonly finished: FinishReason | null;
}

/** The best tokens of a row as a graph's TopK gives them: best first, of equal values the lower id. */
export interface BestLogits {
  readonly values: ArrayLike<number>;
  readonly ids: ArrayLike<number | bigint>;
  /** log(sum(exp(logits))) of the whole row; needed only for log-probabilities. */
  readonly logSumExp?: number;
  /** sum(exp((logit - best) / temperature)) over the whole row; needed only where `nucleusTemperature` says so. */
  readonly mass?: number;
}

export interface RowRequest {
  readonly settings: DecodingSettings;
  /** Tokens the reply continues, without padding; the decoder's start token for T5. */
  readonly prompt: readonly number[];
  /** With the seed, what this row's draws depend on; 0 if left out. */
  readonly request?: SeedPart;
  /** The text of the reply's tokens without the end token; needed for stop strings. */
  readonly decode?: (tokens: readonly number[]) => string;
}

/**
 * Nucleuses of more tokens than this are looked for in the whole row. At temperature 0.7 and top-p 0.9 those of our GPT
 * after 1,000 steps of training held 12 tokens in the median and more than 64 in 6 % of 287 steps; choosing 128 in the
 * graph costs every step as much as it spares these.
 */
export const nucleusTokens = 64;

/**
 * One reply, greedy or sampled, token by token: give it the logits after everything said so far and it answers
 * with the next token, until it is finished. It knows nothing of its neighbours in a batch.
 */
export class RowState {
  readonly settings: DecodingSettings;
  readonly promptLength: number;
  readonly #tokens: number[];
  readonly #request: SeedPart;
  readonly #decode: ((tokens: readonly number[]) => string) | null;
  readonly #stops: StopStrings;
  /** Kept from step to step: a fresh copy of a large row costs more than working on it. */
  #copy = new Float32Array(0);
  #finished: FinishReason | null = null;

  constructor({ settings, prompt, request = 0, decode }: RowRequest) {
    if (settings.numBeams > 1) throw new Error('a row decodes without beams; use BeamSearch');
    if (settings.stopStrings.length > 0 && !decode) throw new Error('stop strings need a decoder of tokens');
    this.settings = settings;
    this.promptLength = prompt.length;
    this.#tokens = [...prompt];
    this.#request = request;
    this.#decode = decode ?? null;
    this.#stops = new StopStrings(settings.stopStrings);
  }

  /** Tokens generated so far, an end token included. */
  get generated(): readonly number[] {
    return this.#tokens.slice(this.promptLength);
  }

  /** Prompt and generated tokens. */
  get length(): number {
    return this.#tokens.length;
  }

  get finished(): FinishReason | null {
    return this.#finished;
  }

  /** The stop string that ended the reply, or null. */
  get stop(): string | null {
    return this.#stops.stop;
  }

  /** The reply's text as it stands, cut before a stop string; null if there are none to watch for. */
  get text(): string | null {
    if (this.settings.stopStrings.length === 0 || !this.#decode) return null;
    return this.#stops.stop === null ? this.#decode(this.generated) : this.#stops.settledText;
  }

  /** How many of the best logits are enough for the next step; null where the whole row is needed. */
  get bestNeeded(): number | null {
    const { settings } = this;
    if (settings.repetitionPenalty !== 1 || settings.noRepeatNgramSize > 0) return null;
    if (settings.doSample && settings.topK === 0 && settings.topP === 1) return null;
    const wanted = settings.doSample ? settings.topK || nucleusTokens : 1;
    return wanted + (this.#endIsBanned() ? settings.eosTokenIds.length : 0);
  }

  /**
   * Where the next step is a draw from a nucleus, the temperature of the mass that is needed with the best logits, and of
   * the whole row with them, for where they do not settle it; null otherwise.
   */
  get nucleusTemperature(): number | null {
    const { doSample, topK, temperature } = this.settings;
    return this.bestNeeded !== null && doSample && topK === 0 ? temperature : null;
  }

  /** The next token from a row of logits, which is left as it is. Throws where no token can be chosen. */
  next(logits: Float32Array): RowStep {
    this.#assertOpen();
    const token = this.#chosenFrom(logits);
    return this.#accept(token, this.settings.logProbabilities ? logits[token]! - logSumExp(logits) : null);
  }

  #chosenFrom(logits: Float32Array): number {
    const history = { tokens: this.#tokens, promptLength: this.promptLength };
    let scores = logits;
    if (needsProcessing(this.settings, history)) {
      scores = this.#copied(logits);
      processLogits(scores, this.settings, history);
    }
    return this.settings.doSample ? sample(warpLogits(scores, this.settings), this.#draw()) : argmax(scores);
  }

  /**
   * The same step, the same token, from the best logits alone: at least `bestNeeded` of them (or the whole
   * vocabulary, where that is smaller). A draw from a nucleus takes the whole row as well.
   */
  nextFromBest(best: BestLogits, logits?: Float32Array): RowStep {
    this.#assertOpen();
    if (this.nucleusTemperature !== null) return this.#nextOfNucleus(best, logits);
    const needed = this.bestNeeded;
    if (needed === null) throw new Error('these settings need the whole row of logits');
    const wanted = this.settings.doSample ? this.settings.topK : 1;
    const candidates = bestOf(best, wanted, this.#endIsBanned() ? this.settings.eosTokenIds : []);
    if (candidates.ids.length === 0) throw noTokenLeft();
    const token = this.settings.doSample
      ? sample(warpKBest(candidates, this.settings), this.#draw())
      : candidates.ids[0]!;
    return this.#accept(token, this.settings.logProbabilities ? logProbabilityIn(best, token) : null);
  }

  #nextOfNucleus(best: BestLogits, logits: Float32Array | undefined): RowStep {
    if (best.mass === undefined || !logits)
      throw new Error('a draw from a nucleus needs the mass of the whole row, and the row');
    const banned = this.#endIsBanned() ? this.settings.eosTokenIds : [];
    const nucleus = topPOfBest(without(banned, best), {
      ...this.settings,
      mass: best.mass,
      terms: logits.length,
      excluded: banned.map((id) => logits[id] ?? Number.NEGATIVE_INFINITY),
    });
    const token = nucleus ? sample(nucleus, this.#draw()) : this.#chosenFrom(logits);
    if (!this.settings.logProbabilities) return this.#accept(token, null);
    return this.#accept(token, logits[token]! - (best.logSumExp ?? logSumExp(logits)));
  }

  #copied(logits: Float32Array): Float32Array {
    if (this.#copy.length !== logits.length) this.#copy = new Float32Array(logits.length);
    this.#copy.set(logits);
    return this.#copy;
  }

  #accept(token: number, logProbability: number | null): RowStep {
    this.#tokens.push(token);
    this.#finished = this.#reasonAfter(token);
    return { token, logProbability, finished: this.#finished };
  }

  #reasonAfter(token: number): FinishReason | null {
    if (this.settings.eosTokenIds.includes(token)) return 'eos';
    if (this.#decode && this.settings.stopStrings.length > 0)
      if (this.#stops.read(this.#decode(this.generated)) !== null) return 'stop';
    return this.length - this.promptLength >= this.settings.maxNewTokens ? 'length' : null;
  }

  #endIsBanned(): boolean {
    return endIsBanned(this.settings, { tokens: this.#tokens, promptLength: this.promptLength });
  }

  #draw(): number {
    return drawFor({
      seed: this.settings.seed,
      request: this.#request,
      step: this.length - this.promptLength,
    });
  }

  #assertOpen(): void {
    if (this.#finished !== null) throw new Error('the reply is finished');
  }
}

/** The best without those that are banned, best first. */
function without(banned: readonly number[], { values, ids }: BestLogits): Candidates {
  const kept = { ids: new Int32Array(values.length), scores: new Float64Array(values.length) };
  let count = 0;
  for (let rank = 0; rank < values.length; rank++) {
    const id = Number(ids[rank]);
    if (banned.includes(id)) continue;
    kept.ids[count] = id;
    kept.scores[count++] = values[rank]!;
  }
  return { ids: kept.ids.subarray(0, count), scores: kept.scores.subarray(0, count) };
}

function bestOf(best: BestLogits, k: number, banned: readonly number[]): Candidates {
  const kept = new KBest(Math.min(k, best.values.length));
  for (let rank = 0; rank < best.values.length; rank++) {
    const id = Number(best.ids[rank]);
    if (!banned.includes(id)) kept.offer(best.values[rank]!, id);
  }
  return kept.sorted();
}

function logProbabilityIn(best: BestLogits, token: number): number {
  if (best.logSumExp === undefined) throw new Error('log-probabilities need the logSumExp of the whole row');
  for (let rank = 0; rank < best.values.length; rank++)
    if (Number(best.ids[rank]) === token) return best.values[rank]! - best.logSumExp;
  throw new Error('the token is not among the best');
}
