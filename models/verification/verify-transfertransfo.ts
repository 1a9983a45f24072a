import { basename, dirname, join } from 'node:path';
import { type DoubleHeadsConfig, doubleHeadsConfig } from '../architectures/double-heads.ts';
import type { SessionOptions } from '../runtime/session.ts';
import {
  type DialogueBatch,
  dialogueBatch,
  type SpeakerTokens,
} from '../training/objectives/transfertransfo-input.ts';
import { loadModelCheckpoint, type ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { compareExact, type Nested, type TensorSummary } from './compare.ts';
import { readGolden } from './golden-files.ts';
import { compared, failedToLoad, skipped, unloaded, type VerificationLine } from './report.ts';
import { verifyDoubleHeadsForward } from './verify-double-heads-forward.ts';
import { verifyDoubleHeadsGradients, verifyDoubleHeadsTraining } from './verify-double-heads-training.ts';

type Rows3 = readonly (readonly (readonly number[])[])[];

export interface DoubleHeadsGolden {
  readonly meta: {
    /** the folder of the checkpoint, beside the file */
    readonly checkpoint: string;
    readonly special_token_ids: Readonly<Record<string, number>>;
  };
  readonly batches: readonly {
    readonly segments: readonly {
      readonly persona: readonly (readonly number[])[];
      readonly history: readonly (readonly number[])[];
      readonly candidates: readonly (readonly number[])[];
      readonly gold: number;
    }[];
    readonly model_inputs: {
      readonly input_ids: Rows3;
      readonly token_type_ids: Rows3;
      readonly lm_labels: Rows3;
      readonly mc_token_ids: readonly (readonly number[])[];
      readonly mc_labels: readonly number[];
    };
  }[];
  readonly forward: Readonly<Record<string, unknown>>;
  readonly train?: {
    readonly hyper: {
      readonly optimizer: string;
      readonly gradient_accumulation_steps: number;
      readonly clip: string;
    };
    readonly iterations: readonly {
      readonly iteration: number;
      readonly batch: number;
      readonly loss_over_accumulation: number;
      readonly grad_norm_before_clip: number;
    }[];
    readonly params_after: Readonly<Record<string, TensorSummary>>;
  };
  /** `grads_of_2lm_plus_mc` and the like: gradients by parameter, with the weights of the losses in the name */
  readonly [gradients: string]: unknown;
}

/** What the parts of this verification share. */
export interface DoubleHeadsCase {
  readonly name: string;
  readonly golden: DoubleHeadsGolden;
  readonly checkpoint: ModelCheckpoint;
  readonly config: DoubleHeadsConfig;
  /** From the segments, by the code that trains. */
  readonly batches: readonly DialogueBatch[];
  readonly options: SessionOptions;
}

/** TransferTransfo: inputs from segments, both losses, gradients, and training with accumulation. */
export async function* verifyTransferTransfo(
  file: string,
  options: SessionOptions = {},
): AsyncGenerator<VerificationLine> {
  const name = `${basename(dirname(file))}/${basename(file)}`;
  const golden = readGolden<DoubleHeadsGolden>(file);
  const tokens = specialTokens(golden);
  const batches = golden.batches.map(({ segments }) => dialogueBatch(segments, tokens));
  for (const [index, batch] of batches.entries()) yield* inputLines(name, golden, { index, batch });
  const model = loadDoubleHeads(join(dirname(file), golden.meta.checkpoint));
  if (typeof model === 'string') return yield unloaded(name, model);
  const shared: DoubleHeadsCase = { name, golden, ...model, batches, options };
  yield* await verifyDoubleHeadsForward(shared);
  for (const key of Object.keys(golden).filter((entry) => entry.startsWith('grads_of_')))
    yield* await verifyDoubleHeadsGradients(shared, key);
  if (golden.train) yield* await verifyDoubleHeadsTraining(shared, golden.train);
}

function loadDoubleHeads(dir: string) {
  try {
    const checkpoint = loadModelCheckpoint(dir);
    return { checkpoint, config: doubleHeadsConfig(checkpoint.config) };
  } catch (error) {
    return failedToLoad(error);
  }
}

function specialTokens({ meta: { special_token_ids: ids } }: DoubleHeadsGolden): SpeakerTokens {
  const id = (token: string) => ids[token] ?? Number.NaN;
  return {
    bos: id('<bos>'),
    eos: id('<eos>'),
    pad: id('<pad>'),
    speaker1: id('<speaker1>'),
    speaker2: id('<speaker2>'),
  };
}

function inputLines(
  name: string,
  golden: DoubleHeadsGolden,
  { index, batch }: { readonly index: number; readonly batch: DialogueBatch },
): VerificationLine[] {
  const found: Readonly<Record<string, Nested>> = {
    input_ids: batch.inputIds,
    token_type_ids: batch.tokenTypeIds,
    lm_labels: batch.lmLabels,
    mc_token_ids: batch.mcTokenIds,
    mc_labels: batch.mcLabels,
  };
  return Object.entries(golden.batches[index]?.model_inputs ?? {}).map(([input, expected]) => {
    const quantity = `batches.${index}.${input}`;
    const ours = found[input];
    return ours
      ? compared(name, quantity, compareExact(ours, expected))
      : skipped(name, quantity, 'this input is not known');
  });
}
