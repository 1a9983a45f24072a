import { Graph, type Tensor } from '../graph/graph.ts';
import { cast, equal, greater } from '../graph/ops/comparison.ts';
import { argMax } from '../graph/ops/indexing.ts';
import { slice, squeeze } from '../graph/ops/layout.ts';
import { crossEntropy } from '../graph/ops/loss.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { reduceSum } from '../graph/ops/reduction.ts';
import type { BertConfig } from '../weights/configs.ts';
import { buildBert } from './bert.ts';
import { maskedMeanPool } from './empathy-identifier.ts';
import { type ForwardGraph, parametersOf } from './forward-graph.ts';
import { type HostInputs, type HostTensor, hidden, onesLike, type Rows } from './host-inputs.ts';
import { type Dropout, type Parameters, under } from './layers.ts';
import { modelInputs, type TokenBatch } from './model-inputs.ts';

/** Dense passage retrieval has two encoders that share nothing: one for what is asked, one for what is found. */
export type EncoderSide = 'question' | 'passage';

export const encoderSides = ['question', 'passage'] as const satisfies readonly EncoderSide[];

/** Where the weights of a side stand in the reference's files. */
export const encoderPrefixes: Readonly<Record<EncoderSide, string>> = {
  question: 'question_model.',
  passage: 'ctx_model.',
};

export type MakeDropout = (graph: Graph) => Dropout;

interface Side {
  readonly graph: Graph;
  readonly parameters: Parameters;
  readonly side: EncoderSide;
  readonly dropout: Dropout | undefined;
}

/** [rows, hidden_size]: the last hidden state of the first position, without the pooler; or the mean over the text. */
function sideVectors(config: BertConfig, { graph, parameters, side, dropout }: Side): Tensor {
  const [rows, time] = [`${side}s`, `${side}_time`];
  const attentionBias = graph.input(`${side}.attention_bias`, 'float32', [rows, 1, 1, time]);
  const { state } = buildBert(config, under(parameters, encoderPrefixes[side]), {
    inputIds: graph.input(`${side}.input_ids`, 'int64', [rows, time]),
    tokenTypeIds: graph.input(`${side}.token_type_ids`, 'int64', [rows, time]),
    positionIds: graph.input(`${side}.position_ids`, 'int64', [1, time]),
    attentionBias,
    ...(dropout ? { dropout } : {}),
  });
  if (config.retrieval_pooling === 'mean')
    return maskedMeanPool(state, cast(greater(squeeze(attentionBias, [1, 2]), hidden / 2), 'float32'));
  return squeeze(slice(state, { axis: 1, start: 0, end: 1 }), 1);
}

/**
 * Both encoders (Karpukhin et al. 2020): `question_vectors` [questions, width], `passage_vectors` [passages, width],
 * and `scores` [questions, passages], their inner products.
 */
export function biEncoderGraph(config: BertConfig, makeDropout?: MakeDropout): ForwardGraph {
  const graph = new Graph();
  const parameters = parametersOf(graph);
  const dropout = makeDropout?.(graph);
  const vectors = (side: EncoderSide) => sideVectors(config, { graph, parameters, side, dropout });
  const [questions, passages] = [vectors('question'), vectors('passage')];
  return {
    graph,
    values: {
      question_vectors: questions,
      passage_vectors: passages,
      scores: matmul(questions, passages, { transposeB: true }),
    },
  };
}

/** One encoder alone, for an index or for a query: `vectors` [rows, hidden_size]. */
export function encoderGraph(config: BertConfig, side: EncoderSide): ForwardGraph {
  const graph = new Graph();
  const context = { graph, parameters: parametersOf(graph), side, dropout: undefined };
  return { graph, values: { vectors: sideVectors(config, context) } };
}

/**
 * What the inputs of a side are fed with. Where no mask is given, every id but the padding id is seen.
 * @throws WorkbenchError `bad-input` for ids and lengths outside the model
 */
export function encoderInputs(config: BertConfig, side: EncoderSide, batch: TokenBatch): HostInputs {
  const mask = batch.attention_mask ?? paddingMask(config, batch.input_ids);
  const inputs = modelInputs(config, { ...batch, attention_mask: mask });
  return Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [`${side}.${name}`, tensor]));
}

function paddingMask({ pad_token_id: pad }: BertConfig, rows: Rows): Rows {
  return pad === null ? onesLike(rows) : rows.map((row) => row.map((id) => (id === pad ? 0 : 1)));
}

/**
 * The mean over questions of -log softmax over all passages of the batch at the question's own passage: those of the
 * other questions, and their negatives, are its negatives. Adds the int64 input `positives` [questions], the place of
 * each question's passage, and gives how many questions score that one highest (the first of equals) as `correct`.
 */
export function inBatchLoss({ graph, values: { scores } }: ForwardGraph): {
  readonly loss: Tensor;
  readonly correct: Tensor;
} {
  if (!scores) throw new Error('in-batch negatives need the scores of a bi-encoder');
  const positives = graph.input('positives', 'int64', scores.shape.slice(0, 1));
  const hits = cast(equal(argMax(scores), positives), 'float32');
  return { loss: crossEntropy(scores, positives), correct: reduceSum(hits) };
}

/** The input `positives` of `inBatchLoss`. */
export function positivesTensor(positives: readonly number[]): HostTensor {
  return {
    dtype: 'int64',
    shape: [positives.length],
    data: BigInt64Array.from(positives, (at) => BigInt(at)),
  };
}
