import { join } from 'node:path';
import {
  buildEmpathyIdentifier,
  type IdentifierCheckpoint,
  identifierCheckpoint,
  identifierFeeds,
  identifierInputs,
} from '../architectures/empathy-identifier.ts';
import { parametersOf } from '../architectures/forward-graph.ts';
import { type Rows, rowsTensor } from '../architectures/host-inputs.ts';
import { Graph } from '../graph/graph.ts';
import { argMax } from '../graph/ops/indexing.ts';
import { crossEntropy } from '../graph/ops/loss.ts';
import { softmax } from '../graph/ops/normalisation.ts';
import { openGraph } from '../runtime/graph-model.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { createTrainer } from '../runtime/trainer.ts';
import { type EmpathyMechanism, empathyReward } from '../training/objectives/empathy-reward.ts';
import { readSafetensors } from '../weights/read-safetensors.ts';
import { readT5Config } from '../weights/read-t5-config.ts';
import {
  compareExact,
  compareGradient,
  compareNested,
  compareOutput,
  compareRelative,
  type Nested,
  outputTolerance,
  type TensorSummary,
} from './compare.ts';
import type { ReferenceFile } from './reference-kinds.ts';
import { compared, skipped, type VerificationLine } from './report.ts';

type ByMechanism<T> = Readonly<Record<string, T>>;

/** `identifier.json` */
export interface IdentifierGolden {
  readonly inputs: Readonly<Record<`${'context' | 'response'}_${'input_ids' | 'attention_mask'}`, Rows>>;
  readonly logits: ByMechanism<Nested>;
  readonly probs: ByMechanism<Nested>;
  readonly predictions: ByMechanism<readonly number[]>;
  readonly reward: {
    readonly labels: Readonly<Record<EmpathyMechanism, readonly number[]>>;
    readonly values: readonly number[];
  };
  readonly train: { readonly losses: ByMechanism<number> } & Readonly<Record<string, unknown>>;
}

/** An identifier of the folder with what it is named in the reference. */
interface Case {
  readonly name: string;
  readonly mechanism: string;
  readonly checkpoint: IdentifierCheckpoint;
  readonly golden: IdentifierGolden;
}

/** EmpRL's identifiers: logits, probabilities, the reward of given labels, and training losses with gradients. */
export async function* verifyEmpathyIdentifier({
  name,
  dir,
  golden,
  options,
}: ReferenceFile<IdentifierGolden>): AsyncGenerator<VerificationLine> {
  const config = readT5Config(join(dir, 't5_config.json'));
  const probabilities: Record<string, number[][]> = {};
  for (const mechanism of Object.keys(golden.logits)) {
    const { tensors } = readSafetensors(join(dir, `${mechanism}.safetensors`));
    const tried: Case = { name, mechanism, checkpoint: identifierCheckpoint(tensors, config), golden };
    const found = await forwardLines(tried, options);
    yield* found.lines;
    probabilities[mechanism] = found.probabilities;
    yield* await trainingLines(tried, options);
  }
  yield* rewardLines(name, golden, probabilities);
}

function feedsOf({ golden: { inputs }, checkpoint }: Case) {
  return identifierFeeds(checkpoint.config, {
    context: { input_ids: inputs.context_input_ids, attention_mask: inputs.context_attention_mask },
    response: { input_ids: inputs.response_input_ids, attention_mask: inputs.response_attention_mask },
  });
}

function identifierGraph({ config, sizes }: IdentifierCheckpoint) {
  const graph = new Graph();
  const inputs = { ...identifierInputs(graph), sizes };
  return { graph, logits: buildEmpathyIdentifier(config, parametersOf(graph), inputs) };
}

async function forwardLines(tried: Case, options: SessionOptions) {
  const { name, mechanism, checkpoint, golden } = tried;
  const { graph, logits } = identifierGraph(checkpoint);
  const values = { logits, probabilities: softmax(logits), predictions: argMax(logits) };
  const model = await openGraph({ graph, values, tensors: checkpoint.tensors }, options);
  const found = await model.run(feedsOf(tried));
  await model.dispose();
  const of = (key: keyof typeof values) => found[key] ?? { data: [], shape: [] };
  const probabilities = rowsOf(of('probabilities'));
  const lines = [
    compared(name, `logits.${mechanism}`, compareOutput(of('logits'), golden.logits[mechanism] ?? [])),
    compared(name, `probs.${mechanism}`, compareOutput(of('probabilities'), golden.probs[mechanism] ?? [])),
    compared(
      name,
      `predictions.${mechanism}`,
      compareExact([...of('predictions').data], golden.predictions[mechanism] ?? []),
    ),
  ];
  return { lines, probabilities };
}

function rowsOf({
  data,
  shape: [rows = 0, width = 0],
}: {
  data: ArrayLike<number>;
  shape: readonly number[];
}) {
  return Array.from({ length: rows }, (_, row) => Array.from(data).slice(row * width, (row + 1) * width));
}

async function trainingLines(tried: Case, options: SessionOptions): Promise<VerificationLine[]> {
  const { name, mechanism, checkpoint, golden } = tried;
  const expected = golden.train.losses[mechanism];
  const labels = golden.reward.labels[mechanism as EmpathyMechanism];
  if (expected === undefined || labels === undefined) return [];
  const { graph, logits } = identifierGraph(checkpoint);
  const loss = crossEntropy(logits, graph.input('labels', 'int64', ['batch']));
  const parameters = new Map([...checkpoint.tensors].map(([key, tensor]) => [key, tensor.read()]));
  const trainer = await createTrainer({ ...options, graph, loss, parameters });
  const given = { ...rowsTensor([labels], 'labels'), shape: [labels.length] };
  const found = await trainer.gradients({ ...feedsOf(tried), labels: given });
  await trainer.dispose();
  const summaries = (golden.train[`${mechanism}_grads`] ?? {}) as Readonly<Record<string, TensorSummary>>;
  return [
    compared(name, `train.losses.${mechanism}`, compareRelative(found.loss, expected, 1e-5)),
    ...gradientLines(Object.entries(summaries), {
      name,
      quantity: `train.${mechanism}_grads`,
      ...found,
    }),
  ];
}

interface FoundGradients {
  readonly name: string;
  readonly quantity: string;
  readonly gradients: ReadonlyMap<string, Float32Array>;
  readonly gradientNorm: number;
}

function gradientLines(
  summaries: readonly (readonly [string, TensorSummary])[],
  { name, quantity, gradients, gradientNorm }: FoundGradients,
): VerificationLine[] {
  return summaries.map(([parameter, summary]) => {
    const gradient = gradients.get(parameter);
    return gradient
      ? compared(name, `${quantity}.${parameter}`, compareGradient(gradient, summary, gradientNorm))
      : skipped(name, `${quantity}.${parameter}`, 'the model has no such parameter');
  });
}

function rewardLines(
  name: string,
  { reward }: IdentifierGolden,
  probabilities: Readonly<Record<string, readonly (readonly number[])[]>>,
): VerificationLine[] {
  const rewards = reward.values.map((_, row) => {
    const at = (key: EmpathyMechanism) => probabilities[key]?.[row] ?? [];
    const label = (key: EmpathyMechanism) => reward.labels[key][row] ?? -1;
    return empathyReward(
      { emo: at('emo'), exp: at('exp'), int: at('int') },
      { emo: label('emo'), exp: label('exp'), int: label('int') },
    );
  });
  return [compared(name, 'reward.values', compareNested(rewards, reward.values, outputTolerance))];
}
