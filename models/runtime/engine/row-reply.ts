import { type RowRequest, RowState } from '../../decoding/row-state.ts';
import { type Outcome, type Reply, type ReplyStep, type Scores, spoken } from './reply.ts';
import type { GenerationRequest } from './request.ts';

/** A reply of one row, greedy or sampled. */
export class RowReply implements Reply {
  readonly width = 1;
  readonly #row: RowState;
  readonly #request: GenerationRequest;
  readonly #logProbabilities: (number | null)[] = [];

  /** @param start what the decoder's text starts with: the prompt, or T5's start token */
  constructor(request: GenerationRequest, start: readonly number[]) {
    this.#request = request;
    const row: RowRequest = { settings: request.settings, prompt: start };
    this.#row = new RowState({
      ...row,
      ...(request.request === undefined ? {} : { request: request.request }),
      ...(request.decode ? { decode: request.decode } : {}),
    });
  }

  get bestNeeded(): number | null {
    return this.#row.bestNeeded;
  }

  get nucleusTemperature(): number | null {
    return this.#row.nucleusTemperature;
  }

  get needsLogSumExp(): boolean {
    return this.#request.settings.logProbabilities;
  }

  advance([scores]: readonly Scores[]): ReplyStep {
    if (!scores) throw new Error('a reply of one row takes the scores of one row');
    const { best, logits } = scores;
    const step = best ? this.#row.nextFromBest(best, logits) : this.#row.next(logits);
    this.#logProbabilities.push(step.logProbability);
    this.#request.onToken?.({ ...step, text: this.#text() });
    return { parents: [0], tokens: [step.token], done: step.finished !== null };
  }

  outcome(isAborted: boolean): Outcome {
    const finished = this.#row.finished;
    if (finished === null && !isAborted) throw new Error('the reply is not finished');
    return {
      tokens: this.#row.generated,
      logProbabilities: this.#logProbabilities,
      finished: finished ?? 'aborted',
      text: this.#text(),
    };
  }

  #text(): string | null {
    const { decode } = this.#request;
    if (!decode) return null;
    if (this.#row.stop !== null) return this.#row.text;
    return decode(spoken(this.#row.generated, this.#row.finished));
  }
}
