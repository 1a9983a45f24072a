import { z } from 'zod';
import { type DecodingSettings, decodingSettings } from '../../decoding/decoding-settings.ts';
import { dialogueSource } from '../data/data-source.ts';
import { t5Lengths } from '../t5/context-text.ts';
import type { T5Tokens } from '../t5/t5-model.ts';
import type { PolicySettings } from './policy-run.ts';
import { ppoFields } from './ppo-config.ts';

/** EmpRL's settings are the defaults; see `ppoFields` for what TRL does besides. */
export const emprlConfig = z.strictObject({
  /** The folder of the identifiers that give the rewards, and the target levels, from --data. */
  identifiers: z.string(),
  /** A second set, trained on other posts, that looks on at evaluations and chooses nothing, from --data. */
  judge: z.string().optional(),
  /** Files of dialogues whose contexts are answered and whose listeners' replies set the target levels. */
  data: z.array(dialogueSource).min(1),
  /** A file of dialogues for evaluations, never one that is learned from; without it the last weights are the result. */
  validation: dialogueSource.optional(),
  /** Evaluate so many contexts of it at most, drawn once. */
  validationContexts: z.int().min(2).default(200),
  /** The order of contexts, the value head, and the rollouts follow from it. */
  seed: z.int().min(0).default(42),
  /** Times each context is answered. */
  epochs: z.int().min(1).default(3),
  /** End after so many steps; the learning rate falls over all epochs nevertheless. EmpRL's tested model: 1600. */
  steps: z.int().min(1).optional(),
  /** Rollouts of a step. An incomplete step at an epoch's end is left out, as in TRL. */
  rollouts: z.int().min(2).default(32),
  /** Adam's rate at the start. */
  learningRate: z.number().positive().default(1e-5),
  /** Steps over which it rises from 0. */
  warmupSteps: z.int().min(0).default(0),
  /** How it falls after that. */
  schedule: z.enum(['constant', 'linear', 'cosine']).default('linear'),
  /** The most tokens of a context, its end included; the newest stay. */
  maxSource: z.int().min(2).default(t5Lengths.source),
  /** The most tokens of a reference before its end, which the target levels are found of. */
  maxTarget: z.int().min(1).default(t5Lengths.target),
  /** How rollouts are drawn. */
  decoding: z
    .strictObject({
      topK: z.int().min(0).default(20),
      topP: z.number().positive().max(1).default(1),
      temperature: z.number().positive().default(0.9),
      /** No end before so many tokens, the decoder's start token among them, as transformers counts. */
      minLength: z.int().min(0).default(5),
      /** The most tokens, the start token among them. */
      maxLength: z.int().min(2).default(30),
    })
    .prefault({}),
  /** How PPO steps. */
  ppo: z.strictObject(ppoFields).prefault({}),
  /** Steps between points of the curve. */
  logEvery: z.int().min(1).default(1),
  /** Steps between evaluations. */
  validateEvery: z.int().min(1).default(50),
  /** Minutes between checkpoints. */
  checkpointMinutes: z.number().min(0).default(5),
  /** The training ends early where a step's mean divergence leaves ± so many nats an answer. */
  klLimit: z.number().positive().default(50),
  /** The best weights have a perplexity by word of at most so many times that of the start. */
  perplexityLimit: z.number().positive().default(1.1),
  /** And at least so many times its distinct-2. */
  distinctLimit: z.number().min(0).default(1),
  /** The training ends early after so many evaluations without better weights. */
  patience: z.int().min(1).optional(),
});

export type EmprlConfig = z.infer<typeof emprlConfig>;

/** How rollouts are drawn. */
export function rolloutSettings({ decoding, seed }: EmprlConfig, tokens: T5Tokens): DecodingSettings {
  const { topK, topP, temperature, minLength, maxLength } = decoding;
  return decodingSettings({
    doSample: true,
    topK,
    topP,
    temperature,
    minLength,
    maxNewTokens: maxLength - 1,
    eosTokenIds: [tokens.end],
    padTokenId: tokens.pad,
    seed,
  });
}

export function policySettings(settings: EmprlConfig): PolicySettings {
  const { schedule, learningRate, warmupSteps } = settings;
  const { logEvery, validateEvery, checkpointMinutes } = settings;
  const { klLimit, perplexityLimit, distinctLimit, patience } = settings;
  return {
    schedule: { form: schedule, peak: learningRate, warmupSteps },
    logEvery,
    validateEvery,
    checkpointMinutes,
    klLimit,
    perplexityLimit,
    distinctLimit,
    patience: patience ?? null,
  };
}
