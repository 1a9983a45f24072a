import { readFileSync } from 'node:fs';
import { WorkbenchError } from '#lib/errors.ts';
import type { Rows } from '../architectures/host-inputs.ts';
import type { Nested, TensorSummary } from './compare.ts';

/** A batch with its labels, as a reference file lists it. */
export interface GoldenBatch {
  readonly input_ids: Rows;
  readonly attention_mask?: Rows;
  readonly token_type_ids?: Rows;
  readonly decoder_input_ids?: Rows;
  readonly labels?: Rows | readonly number[];
}

export interface GoldenContinuation {
  /** decoder-only models */
  readonly prompt?: readonly number[];
  readonly continuation?: readonly number[];
  /** encoder-decoder models */
  readonly input_ids?: readonly number[];
  readonly target?: readonly number[];
  readonly token_logprobs: readonly number[];
  readonly sum: number;
  readonly mean: number;
  readonly perplexity: number;
}

export interface GoldenBeams {
  readonly params: {
    readonly num_beams: number;
    readonly length_penalty: number;
    readonly early_stopping: boolean | 'never';
    readonly num_return_sequences: number;
  };
  readonly sequences: Rows;
  readonly sequences_scores: readonly number[];
}

export interface GoldenGeneration {
  readonly inputs: { readonly input_ids: Rows; readonly attention_mask?: Rows };
  readonly eos_token_id: number;
  readonly pad_token_id: number;
  readonly max_new_tokens: number;
  readonly greedy?: { readonly sequences: Rows; readonly token_logprobs: Rows };
  /** Beam searches by names of their own. */
  readonly [beams: string]: unknown;
}

export interface GoldenOptimiser {
  readonly hyper: {
    readonly betas: readonly [number, number];
    readonly eps: number;
    readonly weight_decay: number;
    readonly clip_grad_norm: number;
    /** Parameters that decay; all where not listed. */
    readonly decay_names?: readonly string[];
  };
  readonly steps: readonly {
    readonly lr: number;
    readonly loss: number;
    readonly grad_norm_before_clip: number;
  }[];
  readonly loss_on_batch0_after: number;
  readonly params_after: Readonly<Record<string, TensorSummary>>;
}

/** The reference of one checkpoint: `models/NAME.json`. */
export interface ModelGolden {
  readonly train_batches: readonly GoldenBatch[];
  readonly forward: Readonly<Record<string, unknown>>;
  readonly loss?: { readonly value: number };
  readonly loss_detail?: { readonly n_tokens: number; readonly nll_per_position: Nested };
  readonly long_forward?: {
    readonly input_ids: Rows;
    readonly labels: Rows;
    readonly loss: number;
    readonly encoder_positions: readonly number[];
    readonly encoder_last_hidden_state: Nested;
    readonly decoder_positions: readonly number[];
    readonly logits: Nested;
  };
  readonly grad_target?: { readonly R: Rows };
  readonly grads?: Readonly<Record<string, TensorSummary>>;
  readonly grad_total_norm?: number;
  readonly adamw_A?: GoldenOptimiser;
  readonly adamw_B?: GoldenOptimiser;
  readonly continuation_logprobs?: { readonly cases: readonly GoldenContinuation[] };
  readonly generate?: GoldenGeneration;
}

export interface VariantGolden extends GoldenBatch {
  readonly logits?: Nested;
  readonly last_hidden_state?: Nested;
  readonly directories_with_these_logits?: readonly string[];
  readonly directories_with_these_values?: readonly string[];
}

/** Reads a reference file; its form is that of the directory's README and is not checked beyond JSON. */
export function readGolden<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new WorkbenchError('bad-input', `${path} ${reason}.`);
  }
}
