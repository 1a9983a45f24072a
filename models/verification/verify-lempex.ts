import { join } from 'node:path';
import { parametersOf } from '../architectures/forward-graph.ts';
import { type HostInputs, type Rows, rowsTensor } from '../architectures/host-inputs.ts';
import { under } from '../architectures/layers.ts';
import {
  buildEmpathyClassifier,
  buildSentimentRegressor,
  embedAnswer,
  embedContextAndAnswer,
  type FirstPositionCheckpoint,
  firstPositionCheckpoint,
} from '../architectures/lempex-identifiers.ts';
import { type SoftForm, softWords } from '../architectures/soft-answer.ts';
import {
  bucketsFeed,
  bucketsInput,
  maskFeed,
  maskInput,
  textFeeds,
  textInput,
} from '../architectures/text-input.ts';
import { gradients } from '../graph/gradients.ts';
import { Graph } from '../graph/graph.ts';
import { add } from '../graph/ops/elementwise.ts';
import { crossEntropy } from '../graph/ops/loss.ts';
import { meanSquaredError } from '../graph/ops/squared-error.ts';
import { openGraph, openWithWeights } from '../runtime/graph-model.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { readSafetensors } from '../weights/read-safetensors.ts';
import { readT5Config } from '../weights/read-t5-config.ts';
import {
  compareGradient,
  compareOutput,
  compareRelative,
  type FoundTensor,
  type Nested,
  summarise,
  type TensorSummary,
} from './compare.ts';
import { type ReferenceFile, type ReferenceKind, referenceKind } from './reference-kinds.ts';
import { compared, skipped, type VerificationLine } from './report.ts';

interface SoftResult {
  readonly classifier_logits: Nested;
  readonly sentiment: Nested;
  readonly ce: number;
  readonly mse: number;
  readonly grad_decoded_logits_of_ce_plus_mse?: TensorSummary;
}

/** `lempex.json` */
export interface LempexGolden {
  readonly forward: {
    readonly pair_input_ids: Rows;
    readonly pair_attention_mask: Rows;
    readonly logits: Nested;
    readonly response_input_ids: Rows;
    readonly response_attention_mask: Rows;
    readonly sentiment: Nested;
  };
  readonly soft: {
    readonly context_input_ids: Rows;
    readonly context_attention_mask: Rows;
    readonly decoded_logits: readonly Rows[];
    readonly response_mask: Rows;
    readonly labels: readonly number[];
    readonly sentiment_target: readonly number[];
    readonly [form: string]: unknown;
  };
}

/** The forms of a soft answer by the names the reference gives them. */
const forms: Readonly<Record<string, SoftForm>> = {
  as_published_softmax_dim1: 'positions',
  vocab_softmax: 'vocabulary',
};

interface Identifiers {
  readonly classifier: FirstPositionCheckpoint;
  readonly regressor: FirstPositionCheckpoint;
}

/** LEMPEx's parts: classifier and sentiment regressor on text and on soft answers, with the answer's gradient. */
export const lempexKinds: readonly ReferenceKind[] = [
  referenceKind<LempexGolden>('lempex.json', verifyLempex),
];

async function* verifyLempex({
  name,
  dir,
  golden,
  options,
}: ReferenceFile<LempexGolden>): AsyncGenerator<VerificationLine> {
  const config = readT5Config(join(dir, 't5_config.json'));
  const tensors = (file: string) => readSafetensors(join(dir, `${file}.safetensors`)).tensors;
  const identifiers: Identifiers = {
    classifier: firstPositionCheckpoint(tensors('classifier'), config, 'classifier'),
    regressor: firstPositionCheckpoint(tensors('regressor'), config, 'scorer'),
  };
  yield* await textLines(name, { golden, identifiers, options });
  const { soft } = golden;
  for (const [key, expected] of Object.entries(soft)) {
    if (!(key in forms) && typeof expected === 'object' && !Array.isArray(expected))
      yield skipped(name, `soft.${key}`, 'this form of a soft answer is not known');
    const form = forms[key];
    if (form)
      yield* await softLines(name, {
        golden,
        identifiers,
        options,
        key,
        form,
        expected: expected as SoftResult,
      });
  }
}

interface Tried {
  readonly golden: LempexGolden;
  readonly identifiers: Identifiers;
  readonly options: SessionOptions;
}

async function textLines(
  name: string,
  { golden: { forward }, identifiers: { classifier, regressor }, options }: Tried,
): Promise<VerificationLine[]> {
  const pair = await onText(
    classifier,
    { ids: forward.pair_input_ids, mask: forward.pair_attention_mask },
    options,
  );
  const alone = await onText(
    regressor,
    { ids: forward.response_input_ids, mask: forward.response_attention_mask },
    options,
  );
  return [
    compared(name, 'forward.logits', compareOutput(pair, forward.logits)),
    compared(name, 'forward.sentiment', compareOutput(alone, forward.sentiment)),
  ];
}

async function onText(
  checkpoint: FirstPositionCheckpoint,
  { ids, mask }: { readonly ids: Rows; readonly mask: Rows },
  options: SessionOptions,
): Promise<FoundTensor> {
  const { config, outputs, tensors } = checkpoint;
  const graph = new Graph();
  const text = textInput(graph, 'text');
  const parameters = parametersOf(graph);
  const value = tensors.has('scorer.weight')
    ? buildSentimentRegressor(config, parameters, { text })
    : buildEmpathyClassifier(config, parameters, { text, levels: outputs });
  const model = await openGraph({ graph, values: { value }, tensors }, options);
  const found = await model.run(textFeeds(config, 'text', { input_ids: ids, attention_mask: mask }));
  await model.dispose();
  return found.value ?? { data: [], shape: [] };
}

/** Both identifiers on one soft answer, whose logits are the parameter `decoded_logits`. */
function softGraph({ classifier, regressor }: Identifiers, logitsShape: readonly number[], form: SoftForm) {
  const graph = new Graph();
  const parameters = parametersOf(graph);
  const context = {
    ids: graph.input('context_ids', 'int64', ['batch', 'context']),
    mask: maskInput(graph, 'context'),
  };
  const mask = maskInput(graph, 'response');
  const given = graph.parameter('decoded_logits', logitsShape);
  const logits = graph.rename(given, ['batch', 'response', logitsShape.at(-1) ?? 0]);
  const answer = { words: softWords(logits, form), mask };
  const [forClassifier, forRegressor] = [under(parameters, 'classifier:'), under(parameters, 'regressor:')];
  const both = embedContextAndAnswer(classifier.config, forClassifier, {
    context,
    answer,
    buckets: bucketsInput(graph, 'both_buckets', '(context+response)'),
  });
  const alone = embedAnswer(regressor.config, forRegressor, {
    answer,
    buckets: bucketsInput(graph, 'response_buckets', 'response'),
  });
  const levels = buildEmpathyClassifier(classifier.config, forClassifier, {
    text: both,
    levels: classifier.outputs,
  });
  const sentiment = buildSentimentRegressor(regressor.config, forRegressor, { text: alone });
  const ce = crossEntropy(levels, graph.input('labels', 'int64', ['batch']));
  const mse = meanSquaredError(sentiment, graph.input('sentiment_target', 'float32', ['batch']));
  const [gradient] = gradients(add(ce, mse), [given]);
  if (!gradient) throw new Error('there is no gradient of the answer');
  return { graph, values: { classifier_logits: levels, sentiment, ce, mse, gradient } };
}

function softFeeds({ golden: { soft }, identifiers: { classifier, regressor } }: Tried): HostInputs {
  const [context, response] = [soft.context_input_ids[0]?.length ?? 0, soft.response_mask[0]?.length ?? 0];
  const batch = [soft.labels.length];
  return {
    context_ids: rowsTensor(soft.context_input_ids, 'context_input_ids'),
    ...maskFeed('context', soft.context_attention_mask),
    ...maskFeed('response', soft.response_mask),
    ...bucketsFeed(classifier.config, 'both_buckets', context + response),
    ...bucketsFeed(regressor.config, 'response_buckets', response),
    labels: { ...rowsTensor([soft.labels], 'labels'), shape: batch },
    sentiment_target: { dtype: 'float32', shape: batch, data: Float32Array.from(soft.sentiment_target) },
  };
}

interface SoftCase extends Tried {
  readonly key: string;
  readonly form: SoftForm;
  readonly expected: SoftResult;
}

async function softLines(name: string, tried: SoftCase): Promise<VerificationLine[]> {
  const { golden, identifiers, options, key, form, expected } = tried;
  const rows = golden.soft.decoded_logits;
  const shape = [rows.length, rows[0]?.length ?? 0, rows[0]?.[0]?.length ?? 0];
  const { graph, values } = softGraph(identifiers, shape, form);
  const weightsOf = (prefix: string, { tensors }: FirstPositionCheckpoint) =>
    [...tensors].map(([weight, tensor]) => [`${prefix}${weight}`, tensor.read()] as const);
  const parameters = new Map([
    ...weightsOf('classifier:', identifiers.classifier),
    ...weightsOf('regressor:', identifiers.regressor),
    ['decoded_logits', Float32Array.from(rows.flat(2))] as const,
  ]);
  const model = await openWithWeights({ graph, values, parameters }, options);
  const found = await model.run(softFeeds(tried));
  await model.dispose();
  const of = (part: keyof typeof values) => found[part] ?? { data: new Float32Array(), shape: [] };
  const quantity = `soft.${key}`;
  const outputs = (['classifier_logits', 'sentiment'] as const).map((part) =>
    compared(name, `${quantity}.${part}`, compareOutput(of(part), expected[part])),
  );
  const losses = (['ce', 'mse'] as const).map((part) =>
    compared(
      name,
      `${quantity}.${part}`,
      compareRelative(of(part).data[0] ?? Number.NaN, expected[part], 1e-5),
    ),
  );
  const summary = expected.grad_decoded_logits_of_ce_plus_mse;
  const slope = Float32Array.from(of('gradient').data);
  const gradient = summary && compareGradient(slope, summary, summarise(slope).l2);
  return [
    ...outputs,
    ...losses,
    ...(gradient ? [compared(name, `${quantity}.grad_decoded_logits_of_ce_plus_mse`, gradient)] : []),
  ];
}
