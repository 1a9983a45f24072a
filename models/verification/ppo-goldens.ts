import type { Rows } from '../architectures/host-inputs.ts';
import type { TensorSummary } from './compare.ts';

type Grid = Rows;
type Cube = readonly Grid[];

interface RewardsGolden {
  readonly policy_logits?: Cube;
  readonly ref_logits?: Cube;
  readonly [quantity: string]: unknown;
}

export interface PpoLossGolden {
  readonly params: {
    readonly cliprange: number;
    readonly cliprange_value: number;
    readonly vf_coef: number;
    readonly ratio_threshold: number;
  };
  /** Which of the advantages it uses. */
  readonly from: string;
  readonly extra?: string | null;
  readonly stats: Readonly<Record<string, number>>;
  readonly [quantity: string]: unknown;
}

export interface MomentsGolden {
  readonly batch_mean: number;
  readonly batch_std: number;
  readonly running_mean: number;
  readonly running_var: number;
  readonly running_std: number;
  readonly count: number;
  readonly scaled_scores: readonly number[];
}

export interface RunningMomentsGolden {
  readonly batches: Grid;
  readonly scale_only: readonly MomentsGolden[];
  readonly use_score_norm: readonly MomentsGolden[];
  readonly score_clip?: {
    readonly clip: number;
    readonly input: readonly number[];
    readonly output: readonly number[];
  };
}

/** `ppo_math.json` */
export interface PpoMathGolden {
  readonly inputs: {
    readonly scores: readonly number[];
    readonly logprobs: Grid;
    readonly ref_logprobs: Grid;
    readonly values: Grid;
    readonly mask: Grid;
    readonly new_logprobs: Grid;
    readonly new_values: Grid;
    readonly new_logits: Cube;
  };
  readonly compute_rewards: { readonly kl_coef: number } & Readonly<
    Record<string, RewardsGolden | undefined>
  >;
  readonly compute_advantages: Readonly<
    Record<
      string,
      { readonly params: { readonly gamma: number; readonly lam: number; readonly whiten_rewards: boolean } }
    >
  >;
  readonly loss: Readonly<Record<string, PpoLossGolden>>;
  readonly masked_stats: Readonly<Record<string, unknown>>;
  readonly adaptive_kl: {
    readonly cases: readonly {
      readonly init_kl_coef: number;
      readonly target: number;
      readonly horizon: number;
      readonly n_steps: number;
      readonly observed_kl: readonly number[];
      readonly values_after: readonly number[];
    }[];
  };
  readonly running_moments: RunningMomentsGolden;
}

export interface PpoRunGolden {
  readonly minibatch_steps: readonly {
    readonly policy_loss: number;
    readonly value_loss_times_vf_coef: number;
    readonly stats: Readonly<Record<string, number>>;
    readonly norm_returned_by_clip: number;
  }[];
  readonly params_after: Readonly<Record<string, TensorSummary>>;
}

/** `ppo_step.json` */
export interface PpoStepGolden {
  readonly meta: {
    readonly config: {
      readonly batch_size: number;
      readonly mini_batch_size: number;
      readonly ppo_epochs: number;
      readonly learning_rate: number;
      readonly max_grad_norm: number;
      readonly whiten_rewards: boolean;
      readonly use_score_scaling: boolean;
      readonly use_score_norm: boolean;
      readonly init_kl_coef: number;
      readonly target: number;
      readonly horizon: number;
      readonly gamma: number;
      readonly lam: number;
      readonly cliprange: number;
      readonly cliprange_value: number;
      readonly vf_coef: number;
      readonly kl_penalty: string;
      readonly ratio_threshold: number;
    };
  };
  readonly inputs: { readonly queries: Grid; readonly responses: Grid; readonly scores: readonly number[] };
  readonly model_inputs: Readonly<Record<string, Grid>>;
  readonly forward: {
    readonly logprobs: Grid;
    readonly ref_logprobs: Grid;
    readonly values: Grid;
    readonly mask: Grid;
  };
  readonly scores_after_running_norm: readonly number[];
  readonly running: { readonly mean: number; readonly std: number };
  readonly rewards: Readonly<Record<'rewards' | 'non_score_reward' | 'kl', Grid>>;
  readonly advantages: Readonly<Record<'values_masked' | 'advantages' | 'returns', Grid>>;
  readonly objective_kl: number;
  readonly kl_coef_after: number;
  readonly as_published?: PpoRunGolden;
  readonly clip_every_step?: PpoRunGolden;
  readonly first_step_grads_after_clip?: Readonly<Record<string, TensorSummary>>;
}
