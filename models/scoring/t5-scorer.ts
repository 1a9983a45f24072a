import { parametersOf } from '../architectures/forward-graph.ts';
import type { Parameters } from '../architectures/layers.ts';
import { buildT5Decoder, buildT5Encoder } from '../architectures/t5.ts';
import { contextTexts } from '../generators/check-context.ts';
import { t5Config, t5End } from '../generators/t5-form.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import { labelLogProbabilities } from '../graph/ops/loss.ts';
import { type GraphModel, openGraph } from '../runtime/graph-model.ts';
import type { Feed, SessionOptions } from '../runtime/session.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizers/load-tokenizer.ts';
import { normaliseUtterance } from '../training/data/normalise-utterance.ts';
import { sourceTokens, targetTokens } from '../training/t5/context-text.ts';
import type { ReplyPair } from '../training/t5/reply-pairs.ts';
import { replyFeeds, type T5Tokens } from '../training/t5/t5-model.ts';
import type { T5Config } from '../weights/configs.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import {
  negativeSum,
  neighbours,
  type ReplyScore,
  type ReplyScorer,
  type ScoredExchange,
} from './scored-exchange.ts';

/**
 * A T5 that reads contexts as EmpRL does.
 * @throws WorkbenchError `bad-input` where the folder holds none
 */
export async function openT5Scorer(dir: string, options: SessionOptions = {}): Promise<ReplyScorer> {
  const checkpoint = loadModelCheckpoint(dir);
  const config = t5Config(checkpoint.config, { dir, generator: 't5-sft' });
  const tokenizer = loadTokenizer(dir);
  const tokens = t5Tokens(config, tokenizer, dir);
  const { graph, logProbabilities } = t5ReplyGraph(config);
  const model = await openGraph(
    { graph, values: { logProbabilities }, tensors: checkpoint.tensors },
    options,
  );
  const feeds = replyFeeds(config, tokens);
  const { end } = tokens;
  const pairOf = ({ context, reply }: ScoredExchange): ReplyPair => ({
    source: Int32Array.from(sourceTokens(contextTexts(context), { tokenizer, end })),
    target: wholeTarget(reply, { tokenizer, end }),
  });
  return {
    score: async (exchanges) => {
      const scores: ReplyScore[] = [];
      const placesOf = ({ source, target }: ReplyPair) => source.length + target.length;
      for (const batch of neighbours(exchanges.map(pairOf), placesOf))
        scores.push(...(await scoresOf(model, feeds(batch), batch)));
      return scores;
    },
    dispose: () => model.dispose(),
  };
}

export function t5Tokens(config: T5Config, { specialIds }: Tokenizer, dir: string): T5Tokens {
  const pad = config.pad_token_id ?? specialIds.pad ?? 0;
  return { pad, end: t5End(config, dir), start: config.decoder_start_token_id ?? pad };
}

/** A reply and its end, however long: a perplexity by word needs every token. */
export function wholeTarget(
  reply: string,
  { tokenizer, end }: { readonly tokenizer: Pick<Tokenizer, 'encode'>; readonly end: number },
): Int32Array {
  const maxTokens = Number.POSITIVE_INFINITY;
  return Int32Array.from(targetTokens(normaliseUtterance(reply), { tokenizer, end, maxTokens }));
}

/** Runs a batch and adds up each row's log-probabilities. */
export async function scoresOf(
  model: GraphModel,
  feeds: Readonly<Record<string, Feed>>,
  batch: readonly { readonly target: ArrayLike<number> }[],
): Promise<ReplyScore[]> {
  const { logProbabilities } = await model.run(feeds);
  if (!logProbabilities) throw new Error('the graph gave no log-probabilities');
  const time = logProbabilities.data.length / batch.length;
  return batch.map(({ target }, row) => ({
    negativeLogLikelihood: negativeSum(logProbabilities.data, row * time, row * time + target.length),
    tokens: target.length,
  }));
}

/** T5 and the log-probability of each label [batch, time], fed as the recipe `t5-sft` feeds it. */
function t5ReplyGraph(config: T5Config): { readonly graph: Graph; readonly logProbabilities: Tensor } {
  const graph = new Graph();
  const parameters = parametersOf(graph);
  const crossBias = graph.input('encoder_bias', 'float32', ['batch', 1, 1, 'source']);
  const { state: encoded } = buildT5Encoder(config, parameters, {
    inputIds: graph.input('input_ids', 'int64', ['batch', 'source']),
    attentionBias: crossBias,
    buckets: graph.input('encoder_buckets', 'int64', ['source', 'source']),
  });
  return {
    graph,
    logProbabilities: decoderLogProbabilities(config, graph, { parameters, crossBias, encoded }),
  };
}

/** The decoder on what an encoder gave. */
export function decoderLogProbabilities(
  config: T5Config,
  graph: Graph,
  {
    parameters,
    ...encoder
  }: {
    readonly parameters: Parameters;
    readonly crossBias: Tensor;
    readonly encoded: Tensor;
  },
): Tensor {
  const { logits } = buildT5Decoder(config, parameters, {
    inputIds: graph.input('decoder_input_ids', 'int64', ['batch', 'time']),
    attentionBias: graph.input('decoder_bias', 'float32', [1, 1, 'time', 'time']),
    buckets: graph.input('decoder_buckets', 'int64', ['time', 'time']),
    ...encoder,
  });
  return labelLogProbabilities(logits, graph.input('labels', 'int64', ['batch', 'time']));
}
