import { forMechanisms, likeliestLevel, type Mechanism, mechanisms } from '../identifiers/mechanisms.ts';
import type { Identifiers, MechanismProbabilities } from '../identifiers/open-identifiers.ts';
import { distinctShare, wordsAndMarks } from '../objectives/distinct-share.ts';
import { empathyReward } from '../objectives/empathy-reward.ts';
import { meanOf } from '../objectives/masked-statistics.ts';
import { weightedF1 } from '../objectives/weighted-f1.ts';
import type { PpoTrainer } from './ppo-trainer.ts';
import { plainText, type Sampler, sampleReplies } from './sample-replies.ts';
import type { TargetLevels } from './target-levels.ts';

/** A set of identifiers and the levels that it gives to the reference answers. */
export interface Judge {
  readonly identifiers: Pick<Identifiers, 'levels'>;
  readonly targets: readonly TargetLevels[];
}

/** Contexts that are never learned from, with their references. */
export interface HeldOut {
  /** Each ends in the end token. */
  readonly sources: readonly (readonly number[])[];
  readonly references: readonly (readonly number[])[];
  /** Words between white space in all references, and one end for each. */
  readonly words: number;
  /** The set that gives the rewards. */
  readonly reward: Judge;
  /** A set that had no part in them. */
  readonly judge: Judge | null;
}

/** What a set of identifiers finds of replies to held-out contexts. */
export interface EmpathyFigures {
  /** The mean probability of the target levels, by mechanism. */
  readonly probabilities: Readonly<Record<Mechanism, number>>;
  /** The mean of their product: EmpRL's reward. */
  readonly reward: number;
  /** Weighted F1 of the likeliest levels against the targets, the mean of the three mechanisms: EmpRL's Emp-F1. */
  readonly empathyF1: number;
}

export interface PolicyFigures {
  readonly reward: EmpathyFigures;
  readonly judge: EmpathyFigures | null;
  /** exp(total negative log-likelihood of the references ÷ words) */
  readonly wordPerplexity: number;
  /** Different pairs of neighbouring words among all of the sampled replies, in [0, 1]. */
  readonly distinct2: number;
  /** Tokens of a reply, the end included. */
  readonly meanLength: number;
}

/** How a policy answers held-out contexts, sampled as rollouts are and with the same draws each time. */
export async function evaluatePolicy(
  ppo: PpoTrainer,
  { sources, references, words, reward, judge }: HeldOut,
  { sampler, startToken }: { readonly sampler: Sampler; readonly startToken: number },
): Promise<PolicyFigures> {
  const replies = await sampleReplies(sampler, sources, 'held out');
  const exchanges = replies.map(({ text }, place) => ({
    context: plainText(sampler.tokenizer, sources[place] ?? []),
    response: text,
  }));
  const figures = async (set: Judge) => empathyFigures(await set.identifiers.levels(exchanges), set.targets);
  const likelihoods = await ppo.responseLogProbabilities(
    references.map((reference, place) => ({
      query: sources[place] ?? [],
      response: [startToken, ...reference],
    })),
  );
  return {
    reward: await figures(reward),
    judge: judge && (await figures(judge)),
    wordPerplexity: Math.exp(-likelihoods.reduce((sum, value) => sum + value, 0) / words),
    distinct2: distinctShare(
      replies.map(({ text }) => wordsAndMarks(text)),
      2,
    ),
    meanLength: meanOf(replies.map(({ tokens }) => tokens.length)),
  };
}

/** @param levels of the replies, as many as targets */
export function empathyFigures(
  levels: readonly MechanismProbabilities[],
  targets: readonly TargetLevels[],
): EmpathyFigures {
  const pairs = targets.flatMap((target, place) => {
    const found = levels[place];
    return found ? [{ target, found }] : [];
  });
  const f1 = mechanisms.map((mechanism) =>
    weightedF1(
      pairs.map(({ target }) => target[mechanism]),
      pairs.map(({ found }) => likeliestLevel(found[mechanism])),
    ),
  );
  return {
    probabilities: forMechanisms((mechanism) =>
      meanOf(pairs.map(({ found, target }) => found[mechanism][target[mechanism]])),
    ),
    reward: meanOf(pairs.map(({ found, target }) => empathyReward(found, target))),
    empathyF1: meanOf(f1),
  };
}
