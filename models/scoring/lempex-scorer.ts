import { parametersOf } from '../architectures/forward-graph.ts';
import { hidden } from '../architectures/host-inputs.ts';
import { contextTexts } from '../generators/check-context.ts';
import { Graph } from '../graph/graph.ts';
import { type LempexState, openLempexEncoder } from '../lempex/lempex-encoder.ts';
import { loadLempex } from '../lempex/lempex-folder.ts';
import { openGraph } from '../runtime/graph-model.ts';
import type { Feed, SessionOptions } from '../runtime/session.ts';
import { replyFeeds } from '../training/t5/t5-model.ts';
import { neighbours, type ReplyScore, type ReplyScorer } from './scored-exchange.ts';
import { decoderLogProbabilities, scoresOf, t5Tokens, wholeTarget } from './t5-scorer.ts';

interface Encoded {
  readonly state: LempexState;
  readonly target: Int32Array;
}

/**
 * LEMPEx on given exemplars. Contexts are encoded as they are served, one by one; replies are scored in batches.
 * @throws WorkbenchError `bad-input` where the folder holds no generator of the recipe `lempex`
 */
export async function openLempexScorer(dir: string, options: SessionOptions = {}): Promise<ReplyScorer> {
  const checkpoint = loadLempex(dir);
  const { config, tensors } = checkpoint.t5;
  if (config.model_type !== 't5') throw new Error('LEMPEx stands on a T5');
  const tokens = t5Tokens(config, checkpoint.tokenizer, dir);
  const encoder = await openLempexEncoder(checkpoint, options);
  const graph = new Graph();
  const logProbabilities = decoderLogProbabilities(config, graph, {
    parameters: parametersOf(graph),
    crossBias: graph.input('encoder_bias', 'float32', ['batch', 1, 1, 'source']),
    encoded: graph.input('encoded', 'float32', ['batch', 'source', config.d_model]),
  });
  const model = await openGraph({ graph, values: { logProbabilities }, tensors }, options);
  const feeds = replyFeeds(config, tokens);
  const target = { tokenizer: checkpoint.tokenizer, end: tokens.end };
  return {
    score: async (exchanges) => {
      const rows: Encoded[] = [];
      for (const { context, reply, exemplars = [] } of exchanges)
        rows.push({
          state: await encoder.encode(contextTexts(context), exemplars),
          target: wholeTarget(reply, target),
        });
      const scores: ReplyScore[] = [];
      const placesOf = ({ state, target: { length } }: Encoded) => state.length + length;
      for (const batch of neighbours(rows, placesOf)) {
        const source = new Int32Array(0);
        const { decoder_input_ids, decoder_bias, decoder_buckets, labels } = feeds(
          batch.map(({ target: reply }) => ({ source, target: reply })),
        );
        const decoder = { decoder_input_ids, decoder_bias, decoder_buckets, labels };
        const fed = { ...decoder, ...stateFeeds(batch, config.d_model) } as Readonly<Record<string, Feed>>;
        scores.push(...(await scoresOf(model, fed, batch)));
      }
      return scores;
    },
    dispose: async () => {
      await encoder.dispose();
      await model.dispose();
    },
  };
}

/** States filled on the right to the longest, the filling hidden. */
function stateFeeds(batch: readonly Encoded[], width: number): Readonly<Record<string, Feed>> {
  const source = Math.max(...batch.map(({ state }) => state.length));
  const encoded = new Float32Array(batch.length * source * width);
  const bias = new Float32Array(batch.length * source).fill(hidden);
  for (const [row, { state }] of batch.entries()) {
    encoded.set(state.data.subarray(0, state.length * width), row * source * width);
    bias.fill(0, row * source, row * source + state.length);
  }
  return {
    encoded: { data: encoded, shape: [batch.length, source, width] },
    encoder_bias: { data: bias, shape: [batch.length, 1, 1, source] },
  };
}
