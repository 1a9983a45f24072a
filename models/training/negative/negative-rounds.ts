import { z } from 'zod';
import { createRandom, shuffled } from '#lib/rng.ts';
import type { FeedbackObjective, ObjectiveRun, Standing, Told } from '../feedback/feedback-objective.ts';
import { type ObjectiveParts, percent } from '../feedback/feedback-recipe.ts';
import { positiveItems } from '../feedback/positive-items.ts';
import type { FeedbackFigures } from '../feedback/report-figures.ts';
import { meanOf } from '../objectives/masked-statistics.ts';
import { hitsOf, isHit, meanLogProbability, type ReplyLikelihood } from '../objectives/negative-hits.ts';
import { keptTokens } from './kept-tokens.ts';
import type { NegativeConfig } from './negative-config.ts';
import { type RoundOptions, takeRound } from './take-round.ts';

const place = z.object({
  /** Passes over the reports so far, minibatches of this one, and rounds on the one in hand; from 0. */
  pass: z.int().min(0),
  minibatch: z.int().min(0),
  round: z.int().min(0),
  /** Whether there was a hit in this pass. */
  hasHits: z.boolean(),
});

/** Rounds of a negative update and a positive one, over the reports again and again, until no hit is left. */
export class NegativeRounds<Item> implements FeedbackObjective {
  readonly unit = 'round';
  readonly totalSteps = null;
  readonly learningRate: number;
  readonly onDivergence = 'Lower negativeRate and positiveRate';
  readonly toGoFurther = 'Lower negativeRate, or raise positiveUpdates or retreats, to go further';
  readonly told = {
    Hits: ({ reported }: FeedbackFigures) => reported && percent(reported.hitRate),
    'log-probability of a reported token': ({ reported }: FeedbackFigures) =>
      reported?.tokenLogProbability.toFixed(2),
  };
  readonly #parts: ObjectiveParts<Item, NegativeConfig>;
  readonly #round: Omit<RoundOptions<Item>, 'step' | 'rateShare'>;
  #place: z.infer<typeof place>;

  constructor(parts: ObjectiveParts<Item, NegativeConfig>) {
    this.#parts = parts;
    this.#round = roundOf(parts);
    this.learningRate = parts.settings.positiveRate;
    this.#place = parts.carried
      ? place.parse(parts.carried)
      : { pass: 0, minibatch: 0, round: 0, hasHits: false };
  }

  standingAtStart({ reported }: FeedbackFigures): Standing {
    return standingOf(reported?.hitRate ?? 0, reported?.tokenLogProbability ?? Number.NaN);
  }

  async standing(threshold: number): Promise<Standing> {
    const { measured } = this.#parts;
    const scores = await measured.score(measured.reports.rejected.map(({ item }) => item));
    const hits = this.#hits(scores, threshold);
    return standingOf(hits.filter(Boolean).length / hits.length, meanOf(scores.map(meanLogProbability)));
  }

  /** A round on the minibatch in hand, or, where that has no hit or has had its rounds, on to the next one. */
  async step(run: ObjectiveRun): Promise<void> {
    const { measured, settings } = this.#parts;
    const { pass, minibatch, round } = this.#place;
    const replies = this.#minibatches[minibatch] ?? [];
    const scores = await measured.score(replies.map(({ item }) => item));
    const hits = this.#hits(scores, run.threshold);
    if (round >= settings.rounds || !hits.includes(true)) return this.#goOn(run);
    await run.take(async () => {
      const { steps: step, rateShare } = run;
      const found = await takeRound({ replies, hits, minibatch }, { ...this.#round, step, rateShare });
      this.#place = { ...this.#place, round: round + 1, hasHits: true };
      const { loss, taken, positiveGradientNorm: gradientNorm, tokens } = found;
      const hitCount = hits.filter(Boolean).length;
      const metrics = {
        pass: pass + 1,
        minibatch: minibatch + 1,
        hits: hitCount / hits.length,
        reportedLogProbability: meanOf(scores.map(meanLogProbability)),
        negativeLoss: found.negativeLoss,
        negativeGradientNorm: found.negativeGradientNorm,
      };
      const progress = this.#progress(`Training, ${hitCount} of ${hits.length} still said`);
      return { loss: taken ? loss : Number.NaN, gradientNorm, tokens, metrics, isLast: false, progress };
    });
  }

  onRetreat(): void {
    this.#place = { ...this.#place, round: 0 };
  }

  carried(): z.infer<typeof place> {
    return this.#place;
  }

  numbers(rounds: number): Record<string, number> {
    const { mended } = this.#parts.measured.reports;
    return { rounds, passes: this.#place.pass, mended: mended.length };
  }

  endingLine({ ended, steps, kept }: Told): string {
    const rounds = `${steps} ${steps === 1 ? 'round' : 'rounds'}`;
    if (ended === 'passes') return `All passes taken, ${rounds}, and hits are left; ${kept}`;
    return steps === 0
      ? 'No reported reply was a hit, so there was nothing to unlearn.'
      : `No hit left after ${rounds}; ${kept}`;
  }

  /** To the next minibatch, and at the end of a pass to the next one. */
  async #goOn(run: ObjectiveRun): Promise<void> {
    const { pass, minibatch, hasHits } = this.#place;
    if (minibatch + 1 < this.#minibatches.length) {
      this.#place = { ...this.#place, minibatch: minibatch + 1, round: 0 };
      return;
    }
    const isLast = pass + 1 >= this.#parts.settings.passes;
    this.#place = { pass: pass + 1, minibatch: 0, round: 0, hasHits: false };
    await run.finishPass(hasHits ? (isLast ? 'passes' : null) : 'no hits');
  }

  /** Rejected replies of this pass, in an order of its own. */
  get #minibatches() {
    const { settings, measured } = this.#parts;
    const { batchReports, seed } = settings;
    const { rejected } = measured.reports;
    const order = shuffled(rejected, createRandom(seed, 'reports', this.#place.pass));
    return Array.from({ length: Math.ceil(rejected.length / batchReports) }, (_, at) =>
      order.slice(at * batchReports, (at + 1) * batchReports),
    );
  }

  #hits(scores: readonly ReplyLikelihood[], threshold: number): boolean[] {
    return scores.map((score) => isHit(hitsOf(score, threshold), this.#parts.settings.hitTests));
  }

  #progress(message: string) {
    const { pass, minibatch } = this.#place;
    const each = this.#minibatches.length;
    return { message, done: pass * each + minibatch, total: this.#parts.settings.passes * each };
  }
}

function standingOf(hitRate: number, reportedLogProbability: number): Standing {
  return {
    loss: hitRate,
    logProbability: reportedLogProbability,
    found: { hitRate, reportedLogProbability },
    ending: hitRate === 0 ? 'no hits' : null,
  };
}

function roundOf<Item>({
  measured: { system, reports },
  ...parts
}: ObjectiveParts<Item, NegativeConfig>): Omit<RoundOptions<Item>, 'step' | 'rateShare'> {
  const { settings, likelihoods, weights, divisors } = parts;
  const { missWeight, batchTokens, seed, batchReports } = settings;
  const minibatches = Math.ceil(reports.rejected.length / batchReports);
  return {
    system,
    settings,
    likelihoods,
    weights,
    divisors,
    counting: { missWeight, masked: keptTokens(system, settings), special: system.special },
    positives: positiveItems(system, reports, { batchTokens, seed, minibatches }),
  };
}
