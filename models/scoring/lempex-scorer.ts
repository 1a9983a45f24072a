import { parametersOf } from '../architectures/forward-graph.ts';
import { under } from '../architectures/layers.ts';
import { buildLempexEncoder, type LempexConfig } from '../architectures/lempex.ts';
import { biasOf, textFeeds, textInput } from '../architectures/text-input.ts';
import { filledRows } from '../exemplars/encoder-frame.ts';
import { openT5Encoders } from '../exemplars/text-encoders.ts';
import { contextTexts } from '../generators/check-context.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import { type LempexCheckpoint, loadLempex } from '../lempex/lempex-folder.ts';
import { meanVectors } from '../lempex/mean-vectors.ts';
import { type SpokenContext, spokenContext } from '../lempex/speaker-ids.ts';
import { openGraph } from '../runtime/graph-model.ts';
import type { Feed, SessionOptions } from '../runtime/session.ts';
import { replyFeeds } from '../training/t5/t5-model.ts';
import { neighbours, type ReplyScore, type ReplyScorer } from './scored-exchange.ts';
import { decoderLogProbabilities, scoresOf, t5Tokens, wholeTarget } from './t5-scorer.ts';

interface LempexRow {
  readonly context: SpokenContext;
  readonly target: Int32Array;
  readonly exemplars: readonly string[];
}

/**
 * LEMPEx on given exemplars.
 * @throws WorkbenchError `bad-input` where the folder holds no generator of the recipe `lempex`
 */
export async function openLempexScorer(dir: string, options: SessionOptions = {}): Promise<ReplyScorer> {
  const checkpoint = loadLempex(dir);
  const { config, tensors, tokenizer, maxSource: maxTokens } = checkpoint;
  const tokens = t5Tokens(config.generator, tokenizer, dir);
  const { graph, logProbabilities } = lempexReplyGraph(config);
  const model = await openGraph({ graph, values: { logProbabilities }, tensors }, options);
  const found = exemplarMeans(checkpoint, options);
  const decoder = replyFeeds(config.generator, tokens);
  const { end } = tokens;
  return {
    score: async (exchanges) => {
      const rows = exchanges.map(
        ({ context, reply, exemplars = [] }): LempexRow => ({
          context: spokenContext(contextTexts(context), { tokenizer, end, maxTokens }),
          target: wholeTarget(reply, { tokenizer, end }),
          exemplars,
        }),
      );
      const scores: ReplyScore[] = [];
      const placesOf = ({ context, target }: LempexRow) => context.ids.length + target.length;
      for (const batch of neighbours(rows, placesOf)) {
        const { decoder_input_ids, decoder_bias, decoder_buckets, labels } = decoder(
          batch.map(({ target }) => ({ source: new Int32Array(0), target })),
        );
        const feeds = {
          ...{ decoder_input_ids, decoder_bias, decoder_buckets, labels },
          ...contextFeeds(config, batch, tokens.pad),
          ...(await found(batch.map(({ exemplars }) => exemplars))),
        } as Readonly<Record<string, Feed>>;
        scores.push(...(await scoresOf(model, feeds, batch)));
      }
      return scores;
    },
    dispose: () => model.dispose(),
  };
}

function lempexReplyGraph(config: LempexConfig): {
  readonly graph: Graph;
  readonly logProbabilities: Tensor;
} {
  const graph = new Graph();
  const parameters = parametersOf(graph);
  const context = textInput(graph, 'context');
  const { exemplarWidth: width } = config;
  const encoded = buildLempexEncoder(config, parameters, {
    context,
    speakers: graph.input('speakers', 'int64', ['batch', 'context']),
    exemplars: width === null ? undefined : graph.input('exemplars', 'float32', ['batch', width]),
  });
  const logProbabilities = decoderLogProbabilities(config.generator, graph, {
    parameters: under(parameters, 'base_model.'),
    crossBias: biasOf(context.mask),
    encoded,
  });
  return { graph, logProbabilities };
}

function contextFeeds(
  { generator }: LempexConfig,
  batch: readonly LempexRow[],
  pad: number,
): Readonly<Record<string, Feed>> {
  const ids = filledRows(
    batch.map(({ context }) => context.ids),
    pad,
  );
  const speakers = filledRows(
    batch.map(({ context }) => context.speakers),
    0,
  ).input_ids;
  const shape = [batch.length, speakers[0]?.length ?? 0];
  return {
    ...textFeeds(generator, 'context', ids),
    speakers: { data: Int32Array.from(speakers.flat()), shape },
  };
}

/** The feed `exemplars`: the mean over each row's texts of the frozen encoder's vectors, which are kept by text. */
function exemplarMeans({ exemplars }: LempexCheckpoint, options: SessionOptions) {
  if (!exemplars) return async () => ({});
  const { width, prefix, maxLength } = exemplars;
  const kept = new Map<string, Float32Array>();
  return async (lists: readonly (readonly string[])[]): Promise<Readonly<Record<string, Feed>>> => {
    const fresh = [...new Set(lists.flat())].filter((text) => !kept.has(text));
    if (fresh.length > 0) {
      const encoders = openT5Encoders(exemplars.t5, { ...options, maxLength });
      const vectors = await encoders.embed(
        'passage',
        fresh.map((text) => `${prefix}${text}`),
      );
      await encoders.dispose();
      for (const [at, text] of fresh.entries()) kept.set(text, vectors.slice(at * width, (at + 1) * width));
    }
    const texts = lists.flat();
    const data = new Float32Array(texts.length * width);
    for (const [at, text] of texts.entries()) data.set(kept.get(text) ?? [], at * width);
    let place = 0;
    const places = lists.map((list) => list.map(() => place++));
    return { exemplars: { data: meanVectors({ data, width }, places), shape: [lists.length, width] } };
  };
}
