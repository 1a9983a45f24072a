import { DecoderFeeds, type DecoderSizes, type Feeds } from './decoder-feeds.ts';
import type { StepSession } from './decoder-runs.ts';
import type { PrefixKey } from './prefix-store.ts';

/**
 * What every prompt of an engine begins with, such as a persona. Its keys and values are computed once, by one run, and
 * lie in one place for all rows: no row copies them, and a step reads them from the processor's cache. So a reply is the
 * same to the bit whatever was asked before.
 */
export interface CommonPrefix {
  /** Its tokens. */
  readonly length: number;
  /** `common_k.N` and `common_v.N`, each [1, heads, tokens, headSize]. */
  readonly feeds: Feeds;
}

/** Runs the prefix through a decoder that takes one. */
export async function runCommonPrefix(
  { sizes, session }: { readonly sizes: DecoderSizes; readonly session: StepSession },
  { tokens, types }: PrefixKey,
): Promise<CommonPrefix> {
  const { heads, headSize } = sizes;
  const names = ['k', 'v'].flatMap((kind) =>
    Array.from({ length: sizes.layers }, (_, layer) => `${kind}.${layer}`),
  );
  const nothing = { data: new Float32Array(0), shape: [1, heads, 0, headSize] };
  const found = await session.run(
    {
      ...new DecoderFeeds(sizes, null).feeds([{ tokens, types, past: 0 }], {
        length: tokens.length,
        past: 0,
      }),
      ...Object.fromEntries(
        names.flatMap((name) => [
          [`past_${name}`, nothing],
          [`common_${name}`, nothing],
        ]),
      ),
      // No scores are looked at, but the graph must be asked for one row.
      rows: [0],
      best_count: [1],
      sum_rows: [],
      mass_rows: [],
      mass_scales: { data: new Float32Array(0), shape: [0, 1] },
      ...(sizes.emotions > 0 && { emotion_rows: [0, 0] }),
    },
    names.map((name) => `new_${name}`),
  );
  const feeds = names.map((name) => {
    const data = found[`new_${name}`]?.data;
    if (!(data instanceof Float32Array)) throw new Error(`the session gave no floats for new_${name}`);
    return [`common_${name}`, { data, shape: [1, heads, tokens.length, headSize] }];
  });
  return { length: tokens.length, feeds: Object.fromEntries(feeds) };
}
