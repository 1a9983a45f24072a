import { drawClusters, percentileInterval } from '#eval/statistics/cluster-bootstrap.ts';
import { cohenKappa, crossTable } from '#eval/statistics/cohen-kappa.ts';
import { krippendorffAlpha } from '#eval/statistics/krippendorff-alpha.ts';
import { spearman } from '#eval/statistics/spearman.ts';
import { createRandom } from '#lib/rng.ts';
import { figure, noFigure } from '../report/figures.ts';
import type { CriterionKind, Figure } from '../report/study-report.ts';
import { meanFigure, plainFigure } from '../report/two-way-figure.ts';

/** What the one who talked and those who only read it said of the same thing. */
export interface PartyPair {
  readonly criterion: string;
  readonly system: string;
  /** The conversation; of several turns of one all have the same. */
  readonly conversation: string;
  /** Pseudonym of the one who talked. */
  readonly person: string;
  readonly first: number;
  /** One value a rater who read it; at least one. */
  readonly third: readonly number[];
}

export interface ComparedCriterion {
  readonly name: string;
  readonly label: string;
  readonly kind: CriterionKind;
  readonly minimum: number;
  readonly maximum: number;
}

export interface PartySettings {
  readonly level: number;
  readonly resamples: number;
  readonly seed: number;
}

/** Of one criterion over all systems, or over one. */
export interface PartyFigures {
  /** Null for all systems together. */
  readonly system: string | null;
  readonly conversations: number;
  /** What both rated: conversations, or turns of them. */
  readonly units: number;
  readonly people: number;
  /** Ratings by those who read. */
  readonly thirdRatings: number;
  readonly firstMean: number | null;
  readonly thirdMean: number | null;
  /** First less third, the third being the mean of those who read. */
  readonly difference: Figure;
  /** Spearman's, of the first with the mean of those who read. */
  readonly correlation: Figure;
  /** Krippendorff's alpha, interval, of the same two values. */
  readonly alpha: Figure;
  /** Cohen's, quadratic, of the first with each who read; none for sliders. */
  readonly kappa: Figure;
}

export interface PartyCriterion extends ComparedCriterion {
  /** All systems first, then each in the study's order. */
  readonly figures: readonly PartyFigures[];
}

export const partySettings: PartySettings = { level: 0.95, resamples: 1000, seed: 1 };

/** In fewer conversations a correlation says nothing. */
const leastConversations = 5;

/**
 * First-party against third-party ratings of the same conversations. The difference has a cluster-robust interval over
 * conversations and the people who had them; correlation, alpha and kappa have percentile intervals over conversations,
 * drawn anew with all that was said of them. Those who read are held fixed throughout.
 */
export function compareParties(
  pairs: readonly PartyPair[],
  {
    criteria,
    systems,
    settings,
  }: {
    readonly criteria: readonly ComparedCriterion[];
    readonly systems: readonly string[];
    readonly settings: PartySettings;
  },
): PartyCriterion[] {
  return criteria.map((criterion) => {
    const own = pairs
      .filter((pair) => pair.criterion === criterion.name)
      .sort((a, b) => (a.conversation < b.conversation ? -1 : Number(a.conversation > b.conversation)));
    return {
      ...criterion,
      figures: [null, ...systems].map((system) =>
        partyFigures(system === null ? own : own.filter((pair) => pair.system === system), {
          criterion,
          system,
          settings,
        }),
      ),
    };
  });
}

interface Task {
  readonly criterion: ComparedCriterion;
  readonly system: string | null;
  readonly settings: PartySettings;
}

function partyFigures(pairs: readonly PartyPair[], task: Task): PartyFigures {
  const thirds = pairs.map(({ third }) => mean(third));
  const firsts = pairs.map(({ first }) => first);
  const conversations = [...new Set(pairs.map(({ conversation }) => conversation))];
  const people = [...new Set(pairs.map(({ person }) => person))];
  const counts = {
    system: task.system,
    conversations: conversations.length,
    units: pairs.length,
    people: people.length,
    thirdRatings: pairs.reduce((sum, { third }) => sum + third.length, 0),
    firstMean: pairs.length === 0 ? null : mean(firsts),
    thirdMean: pairs.length === 0 ? null : mean(thirds),
  };
  const { minimum, maximum } = task.criterion;
  const width = maximum - minimum;
  const difference = plainFigure(
    meanFigure(
      {
        values: pairs.map(({ first }, index) => first - (thirds[index] ?? 0)),
        itemOf: pairs.map(({ conversation }) => conversations.indexOf(conversation)),
        raterOf: pairs.map(({ person }) => people.indexOf(person)),
      },
      { level: task.settings.level, range: [-width, width] },
    ),
  );
  return {
    ...counts,
    difference: pairs.length === 0 ? noFigure('nothing was rated by both') : difference,
    ...drawnFigures(pairs, { ...task, conversations }),
  };
}

type Statistic = (pairs: readonly PartyPair[]) => number;

function drawnFigures(
  pairs: readonly PartyPair[],
  { criterion, system, settings, conversations }: Task & { readonly conversations: readonly string[] },
): Pick<PartyFigures, 'correlation' | 'alpha' | 'kappa'> {
  if (conversations.length < leastConversations) {
    const reason = `needs ${leastConversations} conversations that both rated, there are ${conversations.length}`;
    return { correlation: noFigure(reason), alpha: noFigure(reason), kappa: noFigure(reason) };
  }
  const byConversation = conversations.map((one) => pairs.filter(({ conversation }) => conversation === one));
  const random = createRandom(settings.seed, 'parties', criterion.name, system ?? '');
  const draws = drawClusters(conversations.length, { random, resamples: settings.resamples });
  const resampled = draws.weights.map((weights) =>
    byConversation.flatMap((own, index) => Array.from({ length: weights[index] ?? 0 }, () => own).flat()),
  );
  const figureOf = (statistic: Statistic): Figure => {
    const value = statistic(pairs);
    if (Number.isNaN(value)) return noFigure('one of the two gave the same value always');
    const values = Float64Array.from(resampled, statistic).filter((one) => !Number.isNaN(one));
    if (values.length * 2 < settings.resamples) return noFigure('in most resamples it is undefined', value);
    const { low, high } = percentileInterval(values, settings.level);
    return figure(value, low, high);
  };
  return {
    correlation: figureOf(correlationOf),
    alpha: figureOf(alphaOf),
    kappa: isInSteps(criterion)
      ? figureOf((list) => kappaOf(list, criterion))
      : noFigure('a slider has no categories'),
  };
}

function correlationOf(pairs: readonly PartyPair[]): number {
  const firsts = pairs.map(({ first }) => first);
  const thirds = pairs.map(({ third }) => mean(third));
  const varies = (values: readonly number[]) => values.some((value) => value !== values[0]);
  return varies(firsts) && varies(thirds) ? spearman(firsts, thirds).rho : Number.NaN;
}

function alphaOf(pairs: readonly PartyPair[]): number {
  const found = krippendorffAlpha(
    pairs.map(({ first, third }) => [first, mean(third)]),
    'interval',
  );
  return found.status === 'defined' ? found.value : Number.NaN;
}

function isInSteps({ kind }: ComparedCriterion): boolean {
  return kind !== 'slider';
}

function kappaOf(pairs: readonly PartyPair[], { minimum, maximum }: ComparedCriterion): number {
  const cells = pairs.flatMap(({ first, third }) =>
    third.map((value) => [first - minimum, value - minimum] as const),
  );
  const found = cohenKappa(crossTable(cells, maximum - minimum + 1), { weights: 'quadratic' });
  return found.status === 'defined' ? found.value : Number.NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
