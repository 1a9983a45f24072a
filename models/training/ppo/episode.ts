import { type PpoMetric, referenceLoss } from '../../architectures/ppo-objective.ts';
import { forMechanisms } from '../identifiers/mechanisms.ts';
import type { Identifiers, MechanismProbabilities } from '../identifiers/open-identifiers.ts';
import { distinctShare, wordsAndMarks } from '../objectives/distinct-share.ts';
import { empathyReward } from '../objectives/empathy-reward.ts';
import { meanOf } from '../objectives/masked-statistics.ts';
import type { PpoStep } from './ppo-trainer.ts';
import { plainText, type SampledReply, type Sampler, sampleReplies } from './sample-replies.ts';
import type { TargetLevels } from './target-levels.ts';

/** The rollouts of a step with what identifiers say of them. */
export interface Episode {
  readonly sources: readonly (readonly number[])[];
  readonly replies: readonly SampledReply[];
  readonly levels: readonly MechanismProbabilities[];
  readonly targets: readonly TargetLevels[];
  /** EmpRL's rewards, before scaling. */
  readonly scores: readonly number[];
}

export interface EpisodeParts {
  readonly sampler: Sampler;
  readonly identifiers: Pick<Identifiers, 'levels'>;
  /** With the seed of the sampler, what the draws depend on. */
  readonly step: number;
}

/** Answers contexts and rewards the answers for the levels of the references. */
export async function playEpisode(
  sources: Episode['sources'],
  targets: Episode['targets'],
  { sampler, identifiers, step }: EpisodeParts,
): Promise<Episode> {
  const replies = await sampleReplies(sampler, sources, step);
  const levels = await identifiers.levels(
    replies.map(({ text }, place) => ({
      context: plainText(sampler.tokenizer, sources[place] ?? []),
      response: text,
    })),
  );
  const scores = targets.map((target, place) => {
    const found = levels[place];
    if (found) return empathyReward(found, target);
    throw new Error(`the identifiers said nothing of reply ${place}`);
  });
  return { sources, replies, levels, targets, scores };
}

/** Means over the rollouts of a step. */
export function episodeFigures({ replies, levels, targets, scores }: Episode) {
  const distinct2 = distinctShare(
    replies.map(({ text }) => wordsAndMarks(text)),
    2,
  );
  return {
    /** the reward before scaling */
    score: meanOf(scores),
    /** of the target levels */
    ...forMechanisms((mechanism) =>
      meanOf(targets.map((target, place) => levels[place]?.[mechanism][target[mechanism]] ?? Number.NaN)),
    ),
    meanLength: meanOf(replies.map(({ tokens }) => tokens.length)),
    distinct2: Number.isFinite(distinct2) ? distinct2 : 0,
  };
}

/** Means over the updates of a step. */
export function updateFigures({ updates, targets }: PpoStep) {
  const mean = (name: PpoMetric) => meanOf(updates.map(({ metrics }) => metrics[name]));
  const references = updates.flatMap(({ metrics }) => metrics[referenceLoss] ?? []);
  return {
    /** nats an answer, before the updates: TRL's objective/kl */
    kl: targets.meanKl,
    entropy: mean('entropy'),
    policyLoss: mean('policy_loss'),
    valueLoss: mean('value_loss'),
    policyClipped: mean('policy_clipped'),
    valueClipped: mean('value_clipped'),
    approximateKl: mean('approximate_kl'),
    ratio: mean('ratio'),
    ...(references.length > 0 ? { referenceLoss: meanOf(references) } : {}),
  };
}
