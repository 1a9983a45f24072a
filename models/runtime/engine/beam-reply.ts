import { BeamSearch } from '../../decoding/beam-search.ts';
import { type Outcome, type Reply, type ReplyStep, type Scores, spoken } from './reply.ts';
import type { GenerationRequest } from './request.ts';

/** A beam search: its beams are rows of the batch. */
export class BeamReply implements Reply {
  readonly width: number;
  readonly bestNeeded = null;
  readonly needsLogSumExp = false;
  readonly nucleusTemperature = null;
  readonly #search: BeamSearch;
  readonly #request: GenerationRequest;

  /** @param start what the decoder's text starts with: the prompt, or T5's start token */
  constructor(request: GenerationRequest, start: readonly number[]) {
    this.width = request.settings.numBeams;
    this.#request = request;
    this.#search = new BeamSearch({ settings: request.settings, prompt: start });
  }

  advance(rows: readonly Scores[]): ReplyStep {
    const step = this.#search.advance(
      rows.map(({ logits }) => {
        if (logits) return logits;
        throw new Error('beam search needs all logits');
      }),
    );
    if (step.done) this.#tell();
    return step;
  }

  outcome(isAborted: boolean): Outcome {
    const { decode } = this.#request;
    const sequences = isAborted && !this.#search.done ? [] : this.#search.sequences();
    const [best] = sequences;
    const tokens = best?.tokens ?? [];
    return {
      tokens,
      logProbabilities: tokens.map(() => null),
      finished: best?.finished ?? 'aborted',
      text: decode ? decode(spoken(tokens, best?.finished ?? null)) : null,
      sequences,
    };
  }

  #tell(): void {
    const { decode, onToken } = this.#request;
    const [best] = this.#search.sequences();
    if (!onToken || !best) return;
    best.tokens.forEach((token, place) => {
      const finished = place === best.tokens.length - 1 ? best.finished : null;
      const text = decode ? decode(spoken(best.tokens.slice(0, place + 1), finished)) : null;
      onToken({ token, logProbability: null, finished, text });
    });
  }
}
