import { groupedBy } from '#lib/grouped-by.ts';
import { type ReportInput, type ReportPreference, styleKey } from '../report/report-input.ts';
import { responseStyle } from '../report/response-style.ts';
import type { RatingsIncluded, ResultsInput } from '../study-results.ts';
import type { ExportedAssignment } from './exported-assignment.ts';
import type { ExportedItem } from './exported-item.ts';
import type { FactCriterion } from './study-facts.ts';

/** A study as a bundle holds it. */
export interface HeldStudy {
  readonly name: string;
  readonly seed: number;
  readonly include: RatingsIncluded;
  readonly systems: readonly string[];
  readonly criteria: readonly FactCriterion[];
  readonly items: readonly ExportedItem[];
  readonly assignments: readonly ExportedAssignment[];
}

interface Judgement {
  readonly criterion: FactCriterion;
  readonly assignment: ExportedAssignment;
  readonly item: number;
  readonly system: string;
  readonly position: number | null;
  readonly value: number;
}

/**
 * What `summariseStudy` takes, as the database would give it: the same numbers come out.
 *
 * @param excluded pseudonyms whose ratings do not count
 */
export function resultsInputOf(held: HeldStudy, excluded: readonly string[]): ResultsInput {
  return {
    study: held.name,
    seed: held.seed,
    include: held.include,
    criteria: held.criteria.map(({ name, label, kind, minimum, maximum }) => ({
      name,
      label,
      kind,
      minimum,
      maximum,
    })),
    systems: held.systems,
    ratings: judgements(held, excluded)
      .filter(({ criterion }) => criterion.kind !== 'choice')
      .map(({ criterion, assignment, item, system, value }) => ({
        criterion: criterion.name,
        system,
        item,
        rater: assignment.rater,
        value,
        ...ratedOf(criterion, assignment),
      })),
  };
}

/** What `reportStudy` takes, as the database would give it. */
export function reportInputOf(held: HeldStudy, excluded: readonly string[]): ReportInput {
  const all = judgements(held, excluded);
  const numbers = itemNumbers(held.items);
  const isOf = (...kinds: readonly FactCriterion['kind'][]) =>
    all.filter(({ criterion }) => kinds.includes(criterion.kind));
  return {
    study: held.name,
    seed: held.seed,
    include: held.include,
    excluded,
    systems: held.systems,
    criteria: held.criteria.map(({ name, label, kind, minimum, maximum, about }) => ({
      name,
      label,
      kind,
      minimum,
      maximum,
      ...(about ? { about } : {}),
      ...(kind === 'choice'
        ? { chosen: isWorst({ name, label }) ? ('worst' as const) : ('best' as const) }
        : {}),
    })),
    ratings: isOf('scale', 'slider', 'yes-no', 'levels').map(
      ({ criterion, assignment, item, system, value, position }) => ({
        criterion: criterion.name,
        system,
        item,
        rater: assignment.rater,
        value,
        position,
        ...ratedOf(criterion, assignment),
      }),
    ),
    preferences: [...isOf('choice').flatMap(choice), ...rankings(isOf('ranking'))],
    emotions: Object.fromEntries(held.items.map((one) => [numbers.get(clusterOf(one)) ?? 0, one.emotion])),
    styles: Object.fromEntries(
      held.items.flatMap((one) =>
        Object.entries(one.responses).map(([system, text]) => [
          styleKey(
            numbers.get(clusterOf(one)) ?? 0,
            system,
            one.dialogue === undefined ? undefined : one.item,
          ),
          responseStyle(text),
        ]),
      ),
    ),
  };
}

/** A choice of the worst is named so: nothing else in a study's file tells it from a choice of the best. */
export function isWorst({ name, label }: Pick<FactCriterion, 'name' | 'label'>): boolean {
  return /\bworst\b/iu.test(`${name} ${label}`);
}

function judgements(held: HeldStudy, excluded: readonly string[]): Judgement[] {
  const numbers = itemNumbers(held.items);
  const criteria = new Map(held.criteria.map((criterion) => [criterion.name, criterion]));
  return held.assignments
    .filter(({ rater }) => !excluded.includes(rater))
    .flatMap((assignment) =>
      assignment.responses.flatMap(({ system, position, values }) =>
        Object.entries(values).flatMap(([name, value]): Judgement[] => {
          const criterion = criteria.get(name);
          const item = numbers.get(clusterOf(assignment));
          return criterion === undefined || item === undefined
            ? []
            : [{ criterion, assignment, item, system, position, value }];
        }),
      ),
    );
}

/** What is drawn anew as one: an item, or all turns of a dialogue. */
function clusterOf({ item, dialogue }: Pick<ExportedItem, 'item' | 'dialogue'>): string {
  return dialogue ?? item;
}

/** In a study of dialogues: the turn that was rated, or the dialogue. */
function ratedOf(
  { about }: FactCriterion,
  { item, conv_id }: ExportedAssignment,
): { readonly response?: string } {
  if (!about) return {};
  return { response: about === 'dialogue' ? conv_id : item };
}

/** By name, in the order of the names' bytes, as the database numbers them. */
function itemNumbers(items: readonly Pick<ExportedItem, 'item' | 'dialogue'>[]): Map<string, number> {
  return new Map(
    [...new Set(items.map(clusterOf))].sort(byCodePoints).map((item, index) => [item, index + 1]),
  );
}

function byCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [at, one] of left.entries()) {
    const difference = (one.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function choice({ criterion, assignment, item, value }: Judgement): ReportPreference[] {
  const shown = assignment.responses.map(({ system }) => system);
  if (shown.length < 2 || value > shown.length) return [];
  const ranks = shown.map((_, at) => (value === 0 || value === at + 1 ? 1 : 2));
  return [{ criterion: criterion.name, item, rater: assignment.rater, shown, ranks }];
}

function rankings(ranked: readonly Judgement[]): ReportPreference[] {
  const groups = groupedBy(ranked, ({ criterion, assignment }) =>
    JSON.stringify([assignment.item, assignment.rater, criterion.name]),
  );
  return [...groups.values()].flatMap((list): ReportPreference[] => {
    const [first] = list;
    if (!first || list.length < 2) return [];
    const shown = list.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
    return [
      {
        criterion: first.criterion.name,
        item: first.item,
        rater: first.assignment.rater,
        shown: shown.map(({ system }) => system),
        ranks: shown.map(({ value }) => value),
      },
    ];
  });
}
