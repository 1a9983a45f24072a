import { buildLempexEncoder, type LempexConfig } from '../architectures/lempex.ts';
import { textFeeds, textInput } from '../architectures/text-input.ts';
import { filledRows } from '../exemplars/encoder-frame.ts';
import { Graph } from '../graph/graph.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { type OpenProgramOptions, openProgram } from '../runtime/compiled/open-program.ts';
import type { Program, ServingWeights } from '../serving/program.ts';
import { servingParameters } from '../serving/serving-parameters.ts';
import type { LempexCheckpoint } from './lempex-folder.ts';
import type { SpokenContext } from './speaker-ids.ts';

/** What LEMPEx's decoder attends to, as an engine takes it (`encoderState`). */
export interface LempexState {
  /** [length, d_model] */
  readonly data: Float32Array;
  readonly length: number;
}

export interface LempexSource {
  readonly context: SpokenContext;
  /** The mean of its exemplars' vectors, 0 for none; not looked at by a generator without exemplars. */
  readonly exemplars: Float32Array | null;
}

export interface LempexEncoder {
  /** Encodes contexts, each fused with its exemplars; a state does not depend on what else is in the batch. */
  encode(batch: readonly LempexSource[]): Promise<LempexState[]>;
  dispose(): Promise<void>;
}

export interface LempexEncoderOptions extends OpenProgramOptions {
  readonly weights: ServingWeights;
}

/** Lengths are multiples of this, so that a row gets the same bits in any batch; see `DecoderProgram`. */
const sixteen = 16;

/** Opens a generator's encoder with its fusion. */
export async function openLempexEncoder(
  { config, tensors, t5 }: LempexCheckpoint,
  { weights, ...options }: LempexEncoderOptions,
): Promise<LempexEncoder> {
  const { generator, exemplarWidth } = config;
  const session = await openProgram(
    { config: t5.config, tensors },
    lempexEncoderProgram(config, weights),
    options,
  );
  return {
    encode: async (batch) => {
      const ids = filledRows(
        batch.map(({ context }) => context.ids),
        generator.pad_token_id ?? 0,
        sixteen,
      );
      const speakers = filledRows(
        batch.map(({ context }) => context.speakers),
        0,
        sixteen,
      );
      const length = speakers.input_ids[0]?.length ?? 0;
      const { state } = await session.run(
        {
          ...textFeeds(generator, 'context', ids),
          speakers: { data: Int32Array.from(speakers.input_ids.flat()), shape: [batch.length, length] },
          ...(exemplarWidth === null ? {} : { exemplars: means(batch, exemplarWidth) }),
        },
        ['state'],
      );
      if (!(state?.data instanceof Float32Array)) throw new Error('the encoder gave no states');
      const { data } = state;
      const width = generator.d_model;
      return batch.map(({ context }, row) => {
        const start = row * length * width;
        const own = context.ids.length;
        return { data: data.slice(start, start + own * width), length: own };
      });
    },
    dispose: () => session.dispose(),
  };
}

function means(batch: readonly LempexSource[], width: number) {
  const data = new Float32Array(batch.length * width);
  for (const [row, { exemplars }] of batch.entries()) if (exemplars) data.set(exemplars, row * width);
  return { data, shape: [batch.length, width] };
}

/**
 * Inputs `context_ids`, `context_mask`, `context_buckets` of `textFeeds`, `speakers` int64 [batch, context] and, where
 * there are exemplars, `exemplars` [batch, width]; output `state` [batch, context, d_model].
 */
export function lempexEncoderProgram(config: LempexConfig, weights: ServingWeights): Program {
  const graph = new Graph();
  const { parameters, weightSources } = servingParameters(graph, weights);
  const { multiply } = parameters;
  // The fusion stays float32: beside the 1 of [I 0] most of what exemplars say would be rounded to 0.
  const own: typeof parameters = multiply
    ? Object.assign((name: string, shape: readonly number[]) => parameters(name, shape), {
        multiply: (input: Parameters<typeof multiply>[0], weight: Parameters<typeof multiply>[1]) =>
          weight.name === 'transform_to_t5_decoder.weight'
            ? matmul(input, parameters(weight.name, [weight.to, weight.from]), { transposeB: true })
            : multiply(input, weight),
      })
    : parameters;
  const { exemplarWidth } = config;
  const state = buildLempexEncoder(config, own, {
    context: textInput(graph, 'context'),
    speakers: graph.input('speakers', 'int64', ['batch', 'context']),
    exemplars:
      exemplarWidth === null ? undefined : graph.input('exemplars', 'float32', ['batch', exemplarWidth]),
  });
  graph.output(state, 'state');
  return { graph, weightSources };
}
