import { under } from '../../architectures/layers.ts';
import { type LempexConfig, type LempexGraph, lempexGraph } from '../../architectures/lempex.ts';
import {
  buildEmpathyClassifier,
  buildSentimentRegressor,
  embedAnswer,
  embedContextAndAnswer,
  type FirstPositionCheckpoint,
  type SoftAnswer,
} from '../../architectures/lempex-identifiers.ts';
import { seededDropout } from '../../architectures/seeded-dropout.ts';
import { type SoftForm, softWords } from '../../architectures/soft-answer.ts';
import { bucketsInput, maskInput } from '../../architectures/text-input.ts';
import { Graph, type Tensor } from '../../graph/graph.ts';
import { add, mul } from '../../graph/ops/elementwise.ts';
import { crossEntropy } from '../../graph/ops/loss.ts';
import { meanSquaredError } from '../../graph/ops/squared-error.ts';
import { type Element, elements } from '../../lempex/empathy-classifiers.ts';

/** What judges a generator's soft response; left out where its loss counts nothing. */
export interface LempexJudges {
  readonly classifiers?: Readonly<Record<Element, FirstPositionCheckpoint>> | undefined;
  readonly sentiment?: FirstPositionCheckpoint | undefined;
}

export interface LempexWeights {
  readonly main: number;
  readonly empathy: number;
  readonly sentiment: number;
}

export interface LempexModel {
  readonly graph: Graph;
  /** w_main·L_gen + w_emp·L_emp + w_sent·L_sent */
  readonly loss: Tensor;
  /** L_gen, L_emp and L_sent as far as they are there */
  readonly metrics: Readonly<Record<string, Tensor>> & { readonly generation: Tensor };
}

/** The prefix of an identifier's parameters: a generator has none that begins so. */
export const judgePrefix = (name: Element | 'sentiment'): string => `judge.${name}:`;
export const isJudge = (parameter: string): boolean => parameter.startsWith('judge.');

/**
 * LEMPEx's generator with its losses: the cross-entropy of the reference, that of three empathy classifiers on the
 * generator's soft response, and the squared error of its sentiment. A soft response is embedded by each identifier's own
 * table, so all must have the generator's vocabulary.
 */
export function lempexModel(
  config: LempexConfig,
  {
    judges,
    weights,
    soft,
  }: { readonly judges: LempexJudges; readonly weights: LempexWeights; readonly soft: SoftForm },
): LempexModel {
  const graph = new Graph();
  const generator = lempexGraph(config, graph, seededDropout(graph));
  const metrics: Record<string, Tensor> & { generation: Tensor } = { generation: generator.loss };
  let loss = mul(generator.loss, weights.main);
  if (judges.classifiers || judges.sentiment) {
    const words = softWords(generator.logits, soft, noiseFor(soft, generator));
    const { classifiers, sentiment } = judges;
    if (classifiers) {
      metrics.empathy = empathyLoss(generator, { words, mask: maskInput(graph, 'time') }, classifiers);
      loss = add(loss, mul(metrics.empathy, weights.empathy));
    }
    if (sentiment) {
      const mask = graph.input('sentiment_mask', 'float32', ['batch', 'time']);
      metrics.sentiment = sentimentLoss(generator, { words, mask }, sentiment);
      loss = add(loss, mul(metrics.sentiment, weights.sentiment));
    }
  }
  return { graph, loss, metrics };
}

/** The input `gumbel_noise`, for the forms that need it. */
function noiseFor(soft: SoftForm, { graph, logits }: LempexGraph): Tensor | undefined {
  return soft.startsWith('gumbel') ? graph.input('gumbel_noise', 'float32', logits.shape) : undefined;
}

function empathyLoss(
  { graph, parameters, context }: LempexGraph,
  answer: SoftAnswer,
  classifiers: Readonly<Record<Element, FirstPositionCheckpoint>>,
): Tensor {
  const buckets = bucketsInput(graph, 'both_buckets', '(context+time)');
  const losses = elements.map((element) => {
    const { config, outputs } = classifiers[element];
    const own = under(parameters, judgePrefix(element));
    const text = embedContextAndAnswer(config, own, { context, answer, buckets });
    const logits = buildEmpathyClassifier(config, own, { text, levels: outputs });
    return crossEntropy(logits, graph.input(`${element}_labels`, 'int64', ['batch']));
  });
  return losses.reduce((sum, loss) => add(sum, loss));
}

function sentimentLoss(
  { graph, parameters }: LempexGraph,
  answer: SoftAnswer,
  { config }: FirstPositionCheckpoint,
): Tensor {
  const own = under(parameters, judgePrefix('sentiment'));
  const text = embedAnswer(config, own, {
    answer,
    buckets: bucketsInput(graph, 'answer_buckets', 'time'),
  });
  const scores = buildSentimentRegressor(config, own, { text });
  return meanSquaredError(scores, graph.input('sentiment_target', 'float32', ['batch']));
}
