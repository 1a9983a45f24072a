import { BeamHypotheses, type Hypothesis } from './beam-hypotheses.ts';
import type { DecodingSettings } from './decoding-settings.ts';
import { KBest } from './k-best.ts';
import { logSoftmax } from './log-softmax.ts';
import { needsProcessing, processLogits } from './logits-processors.ts';
import { noTokenLeft } from './no-token-left.ts';

/** Beams after the first start this far down, so that the first step fans out from one beam only. */
const idleBeam = -1e9;

interface Beam {
  readonly tokens: readonly number[];
  readonly sum: number;
}

export interface BeamStep {
  /** For each live beam, the place of the beam it continues among those of the last step (whose cache it needs). */
  readonly parents: readonly number[];
  /** For each live beam, its new last token. */
  readonly tokens: readonly number[];
  readonly done: boolean;
}

/**
 * Beam search over one prompt, as Hugging Face's generate() does it (4.36 and later). Each step takes the best
 * max(2, 1 + number of end tokens) x numBeams of beams x vocabulary by summed log-probability. Going down that
 * list, an end token within the first numBeams places closes a hypothesis, one further down is dropped, and
 * other tokens fill the numBeams live beams. What is live when the length is reached becomes a hypothesis too.
 */
export class BeamSearch {
  readonly settings: DecodingSettings;
  readonly #prompt: readonly number[];
  readonly #hypotheses: BeamHypotheses;
  #beams: readonly Beam[];
  #generated = 0;
  #done = false;
  readonly #rows: Float32Array[] = [];

  constructor({ settings, prompt }: { settings: DecodingSettings; prompt: readonly number[] }) {
    if (settings.doSample) throw new Error('beam search does not sample');
    this.settings = settings;
    this.#prompt = prompt;
    this.#hypotheses = new BeamHypotheses(settings);
    this.#beams = Array.from({ length: settings.numBeams }, (_, place) => ({
      tokens: [],
      sum: place === 0 ? 0 : idleBeam,
    }));
  }

  get done(): boolean {
    return this.#done;
  }

  /** How many rows of logits the next step takes: one after the prompt, then one for each beam, none when done. */
  get rowsNeeded(): number {
    if (this.#done) return 0;
    return this.#generated === 0 ? 1 : this.#beams.length;
  }

  /**
   * One step from the logits after each live beam, in their order; the rows are left as they are. Throws where
   * fewer than `numBeams` continuations are left to choose from.
   */
  advance(rows: readonly Float32Array[]): BeamStep {
    if (this.#done) throw new Error('the search is done');
    if (rows.length !== this.rowsNeeded)
      throw new Error(`the step takes ${this.rowsNeeded} rows of logits, got ${rows.length}`);
    const vocabulary = rows[0]?.length ?? 0;
    const { ids, scores } = this.#candidates(rows);
    const beams: Beam[] = [];
    const parents: number[] = [];
    for (let rank = 0; rank < ids.length && beams.length < this.settings.numBeams; rank++) {
      const parent = Math.floor(ids[rank]! / vocabulary);
      const token = ids[rank]! % vocabulary;
      const tokens = [...this.#beams[parent]!.tokens, token];
      if (!this.settings.eosTokenIds.includes(token)) {
        beams.push({ tokens, sum: scores[rank]! });
        parents.push(rows.length === 1 ? 0 : parent);
      } else if (rank < this.settings.numBeams) {
        this.#hypotheses.add(tokens, scores[rank]!, 'eos');
      }
    }
    if (beams.length < this.settings.numBeams) throw noTokenLeft();
    this.#beams = beams;
    this.#generated++;
    this.#done = this.#hypotheses.isDone(scores[0]!, this.#generated);
    if (!this.#done && this.#generated >= this.settings.maxNewTokens) this.#close();
    return { parents, tokens: beams.map(({ tokens }) => tokens.at(-1)!), done: this.#done };
  }

  /** The `numReturnSequences` best sequences, best first. Throws while the search is not done. */
  sequences(): readonly Hypothesis[] {
    if (!this.#done) throw new Error('the search is not done');
    return this.#hypotheses.sorted().slice(0, this.settings.numReturnSequences);
  }

  #close(): void {
    for (const { tokens, sum } of this.#beams) this.#hypotheses.add(tokens, sum, 'length');
    this.#done = true;
  }

  /** The best of beams x vocabulary, an id being beam x vocabulary size + token. */
  #candidates(rows: readonly Float32Array[]) {
    const { numBeams, eosTokenIds } = this.settings;
    const vocabulary = rows[0]?.length ?? 0;
    const scored = rows.map((row, place) => this.#logProbabilities(row, place));
    const size = Math.min(Math.max(2, 1 + eosTokenIds.length) * numBeams, vocabulary * numBeams);
    const best = new KBest(size);
    let threshold = best.threshold;
    this.#beams.forEach(({ sum }, place) => {
      const row = scored.length === 1 ? scored[0]! : scored[place]!;
      for (let token = 0; token < vocabulary; token++) {
        const score = row[token]! + sum;
        if (score > threshold) {
          best.offer(score, place * vocabulary + token);
          threshold = best.threshold;
        }
      }
    });
    return best.sorted();
  }

  /** Log-probabilities after a beam with the processors applied, in a buffer kept for the next step. */
  #logProbabilities(logits: Float32Array, place: number): Float32Array {
    let row = this.#rows[place];
    if (row?.length !== logits.length) {
      row = new Float32Array(logits.length);
      this.#rows[place] = row;
    }
    logSoftmax(logits, row);
    const history = {
      tokens: [...this.#prompt, ...(this.#beams[place]?.tokens ?? [])],
      promptLength: this.#prompt.length,
    };
    if (needsProcessing(this.settings, history)) processLogits(row, this.settings, history);
    return row;
  }
}
