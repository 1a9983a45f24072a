import { createRandom } from '#lib/rng.ts';
import { hidden } from '../../architectures/host-inputs.ts';
import { relativePositionBuckets } from '../../architectures/relative-position-buckets.ts';
import { bucketsFeed, maskFeed, textFeeds } from '../../architectures/text-input.ts';
import { filledRows } from '../../exemplars/encoder-frame.ts';
import { ignoredLabel } from '../../graph/ops/loss.ts';
import { type ElementLabels, elements } from '../../lempex/empathy-classifiers.ts';
import { meanVectors } from '../../lempex/mean-vectors.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import type { T5Config } from '../../weights/configs.ts';
import type { T5Tokens } from '../t5/t5-model.ts';
import type { LempexExample } from './lempex-examples.ts';

export interface LempexFeedOptions {
  readonly config: T5Config;
  readonly tokens: T5Tokens;
  /** Vectors of all passages, row-major, and their width; null without exemplars. */
  readonly vectors: { readonly data: Float32Array; readonly width: number } | null;
  /** Of the classifiers and of the regressor, whose tables of distances can be of other sizes. */
  readonly judges: { readonly both: T5Config; readonly answer: T5Config };
  /** Whether sentiment is judged with the end of a response. */
  readonly judgesEnd: boolean;
  /** Whether the soft form takes noise. */
  readonly isNoisy: boolean;
  readonly seed: number;
}

/** What `lempexModel` is fed with for examples; `labels` in the order of the examples, where there are classifiers. */
export function lempexFeeds(
  examples: readonly LempexExample[],
  labels: readonly ElementLabels[] | null,
  { step, ...options }: LempexFeedOptions & { readonly step: number },
): Feeds {
  const { config, vectors, tokens } = options;
  const contexts = filledRows(
    examples.map(({ context }) => context.ids),
    tokens.pad,
  );
  const speakers = filledRows(
    examples.map(({ context }) => context.speakers),
    0,
  ).input_ids;
  const source = contexts.input_ids[0]?.length ?? 0;
  const time = examples.reduce((longest, { target }) => Math.max(longest, target.length), 0);
  return {
    ...textFeeds(config, 'context', contexts),
    speakers: { data: Int32Array.from(speakers.flat()), shape: [examples.length, source] },
    ...(vectors
      ? {
          exemplars: {
            data: meanVectors(
              vectors,
              examples.map(({ exemplars }) => exemplars),
            ),
            shape: [examples.length, vectors.width],
          },
        }
      : {}),
    ...decoderFeeds(examples, time, { config, tokens }),
    ...(labels ? elementFeeds(labels) : {}),
    ...judgeFeeds(examples, { ...options, source, time }),
    ...(options.isNoisy ? noiseFeed([examples.length, time, config.vocab_size], [options.seed, step]) : {}),
  };
}

function decoderFeeds(
  examples: readonly LempexExample[],
  time: number,
  { config, tokens }: { readonly config: T5Config; readonly tokens: T5Tokens },
): Feeds {
  const [rows, shape] = [examples.length, [examples.length, time]];
  const ids = new Int32Array(rows * time).fill(tokens.pad);
  const labels = new Int32Array(rows * time).fill(ignoredLabel);
  const bias = new Float32Array(rows * time * time);
  for (const [row, { target }] of examples.entries()) {
    ids[row * time] = tokens.start;
    ids.set(target.slice(0, -1), row * time + 1);
    labels.set(target, row * time);
    // Filling stands on the right, where no place looks.
    for (let query = 0; query < time; query++)
      bias.fill(hidden, (row * time + query) * time + query + 1, (row * time + query + 1) * time);
  }
  const buckets = relativePositionBuckets(
    { queries: time, keys: time, queryOffset: 0 },
    {
      bidirectional: false,
      buckets: config.relative_attention_num_buckets,
      maxDistance: config.relative_attention_max_distance,
    },
  );
  return {
    decoder_input_ids: { data: ids, shape },
    labels: { data: labels, shape },
    decoder_bias: { data: bias, shape: [rows, 1, time, time] },
    decoder_buckets: { data: buckets, shape: [time, time] },
  };
}

function elementFeeds(labels: readonly ElementLabels[]): Feeds {
  return Object.fromEntries(
    elements.map((element) => [`${element}_labels`, labels.map((each) => each[element])]),
  );
}

/** Masks, distances and targets of the identifiers; a model without them has no such inputs and is fed none. */
function judgeFeeds(
  examples: readonly LempexExample[],
  { judges, judgesEnd, source, time }: LempexFeedOptions & { readonly source: number; readonly time: number },
): Feeds {
  const masks = (shorter: number) =>
    filledRows(
      examples.map(({ target }) => new Array<number>(target.length - shorter).fill(1)),
      0,
    ).input_ids.map((row) => [...row, ...new Array<number>(time - row.length).fill(0)]);
  return {
    ...maskFeed('time', masks(0)),
    ...maskFeed('sentiment', masks(judgesEnd ? 0 : 1)),
    ...bucketsFeed(judges.both, 'both_buckets', source + time),
    ...bucketsFeed(judges.answer, 'answer_buckets', time),
    sentiment_target: Float32Array.from(examples, ({ sentiment }) => sentiment),
  };
}

/** -log(-log u), with u uniform in (0, 1). */
function noiseFeed(shape: readonly [number, number, number], seed: readonly [number, number]): Feeds {
  const random = createRandom(...seed, 'gumbel noise');
  const data = Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => {
    const u = Math.max(random.next(), 2 ** -33);
    return -Math.log(-Math.log(u));
  });
  return { gumbel_noise: { data, shape } };
}
