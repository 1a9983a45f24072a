import { BeamSearch } from '../../decoding/beam-search.ts';
import type { DecodingSettings } from '../../decoding/decoding-settings.ts';
import { RowState } from '../../decoding/row-state.ts';
import { BatchEngine } from './batch-engine.ts';
import type { CrossSource } from './cross-source.ts';
import { crossOf, type FakeDecoder, fakeVocabulary } from './fake-decoder.ts';
import type { GenerationRequest } from './request.ts';

/** Logits after a sequence, by any way of computing them. */
export type LogitsOf = (tokens: readonly number[]) => Promise<Float32Array> | Float32Array;

/** A reply computed without a cache and without neighbours. */
export async function replyAlone(request: GenerationRequest, start: readonly number[], logitsOf: LogitsOf) {
  const { settings } = request;
  const row = new RowState({
    settings,
    prompt: start,
    request: request.request ?? 0,
    ...(request.decode ? { decode: request.decode } : {}),
  });
  while (row.finished === null) row.next(await logitsOf([...start, ...row.generated]));
  return { tokens: row.generated, finished: row.finished };
}

/** Sequences of a beam search computed without a cache. */
export async function searchAlone(settings: DecodingSettings, start: readonly number[], logitsOf: LogitsOf) {
  const search = new BeamSearch({ settings, prompt: start });
  let beams: readonly (readonly number[])[] = [start];
  while (!search.done) {
    const rows: Float32Array[] = [];
    for (const beam of beams.slice(0, search.rowsNeeded)) rows.push(await logitsOf(beam));
    const { parents, tokens } = search.advance(rows);
    const before = beams;
    beams = parents.map((parent, index) => [...(before[parent] ?? []), ...tokens.slice(index, index + 1)]);
  }
  return search.sequences();
}

/** Encodes a source so that its cross keys hold ids and its values hold places. */
export const fakeSource: CrossSource = {
  encode: async (prompts) => crossOf(prompts),
  project: async (states) => crossOf(states.map(({ data }) => [...data])),
};

/** An engine over a fake decoder. */
export function fakeEngine(
  decoder: FakeDecoder,
  { rows = 16, prefixBytes = 0 }: { rows?: number; prefixBytes?: number } = {},
): BatchEngine {
  const { isCrossAttending, takesTokenTypes, maxPositions: positions } = decoder.sizes;
  return new BatchEngine({
    decoder: {
      sizes: decoder.sizes,
      session: decoder,
      buckets: isCrossAttending ? { buckets: 32, maxDistance: 128 } : null,
    },
    encoder: isCrossAttending ? { source: fakeSource, startToken: 0 } : null,
    limits: {
      vocabulary: fakeVocabulary,
      rows,
      positions,
      takesTokenTypes,
      isCrossAttending,
      hasEmotions: false,
      prefix: null,
      width: isCrossAttending ? 1 : null,
    },
    prefixBytes,
  });
}
