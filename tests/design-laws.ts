import fc from 'fast-check';
import {
  type DesignCertificate,
  designCertificate,
  type GoalName,
} from '#annotations/design/design-certificate.ts';
import type { DesignShape, PlannedAssignment, StudyDesign } from '#annotations/design/study-design.ts';

/**
 * What every solved assignment must keep, counted the plain way: by filtering its list of assignments. Neither the
 * planner's code nor the certificate's is used to count, and the certificate is checked against these counts.
 */

const emotions = ['afraid', 'grateful', 'lonely', 'proud', null];

/** A study that can be solved, of up to 60 items and 9 systems. */
export const shapes: fc.Arbitrary<DesignShape> = fc
  .record({
    systems: fc.integer({ min: 1, max: 9 }),
    items: fc.array(fc.constantFrom(...emotions), { minLength: 1, maxLength: 60 }),
    annotators: fc.integer({ min: 1, max: 14 }),
    ratings: fc.nat(),
    shown: fc.nat(),
    spare: fc.nat(8),
  })
  .map(({ ratings, shown, spare, ...shape }) => {
    const ratingsPerItem = 1 + (ratings % Math.min(5, shape.annotators));
    return {
      ...shape,
      ratingsPerItem,
      shown: 1 + (shown % shape.systems),
      quota: Math.ceil((shape.items.length * ratingsPerItem) / shape.annotators) + spare,
    };
  });

/** What happens to a study: how far each annotator gets, who leaves, how many come; numbers in [0, 1). */
export interface Turn {
  readonly progress: readonly number[];
  readonly leaving: readonly number[];
  readonly joined: number;
}

const share = fc.integer({ min: 0, max: 999 }).map((thousandths) => thousandths / 1000);

export const turns: fc.Arbitrary<Turn> = fc.record({
  progress: fc.array(share, { minLength: 20, maxLength: 20 }),
  leaving: fc.array(share, { minLength: 20, maxLength: 20 }),
  joined: fc.nat(3),
});

/** The turn as a change of this design: everyone present has done the first part of their items, some leave. */
export function changeOf(design: StudyDesign, turn: Turn) {
  const present = numbers(design.annotators).filter((annotator) => !design.left.includes(annotator));
  const indexed = design.assignments.map((assignment, index) => ({ ...assignment, index }));
  const done = present.flatMap((annotator) => {
    const waiting = indexed.filter((entry) => entry.annotator === annotator && !entry.finished);
    const part = turn.progress[annotator % turn.progress.length] ?? 0;
    return waiting.slice(0, Math.round(part * 1.2 * waiting.length)).map(({ index }) => index);
  });
  const left = present.filter((annotator) => (turn.leaving[annotator % turn.leaving.length] ?? 0) < 0.25);
  return { done, left, joined: turn.joined };
}

/** What is wrong with a new plan; nothing is expected. */
export function planProblems(design: StudyDesign): string[] {
  const { shown, assignments, ratingsPerItem } = design;
  const size = design.systems.length;
  const counts = plainCounts(design);
  const problems = [...hardProblems(design), ...certificateProblems(design)];
  const atMost = (bound: number, what: string, groups: readonly (readonly number[])[]) => {
    const found = Math.max(0, ...groups.map(spread));
    if (found > bound) problems.push(`${what}: a difference of ${found}, at most ${bound} expected`);
  };
  if (assignments.length !== design.strata.length * ratingsPerItem) problems.push('places are missing');
  if (design.open.length > 0) problems.push('a new plan has open places');
  atMost(1, 'loads', [counts.loads]);
  atMost(1, 'strata', counts.strata);
  atMost(1, 'systems', [counts.systems]);
  atMost(1, 'positions', [counts.positions.flat()]);
  atMost(1, 'systems within an annotator', counts.annotatorSystems);
  atMost(1, 'positions within an annotator', counts.annotatorPositions);
  atMost(pairBound(design), 'pairs', [counts.pairs]);
  // In one Williams square each ordered pair of neighbours occurs once; every row is used equally often, ±1.
  if (shown === size && size % 2 === 0) atMost(1, 'carry-over', [counts.carryOver]);
  return problems;
}

/**
 * How far apart pair counts may lie in a new plan. For complete blocks, pairs and all systems but one these are the
 * bounds of arithmetic; for others, what the search has always reached in campaigns.
 */
export function pairBound({ systems, shown, assignments }: StudyDesign): number {
  const size = systems.length;
  if (shown === size) return 0;
  const over = assignments.length % size;
  if (shown === size - 1 && size > 3) return over <= 1 || over === size - 1 ? 1 : 2;
  return shown === 2 ? 1 : 3;
}

/** What is wrong with a repaired design, given the one before and what was done; nothing is expected. */
export function repairProblems(
  before: StudyDesign,
  change: { readonly done: readonly number[]; readonly left: readonly number[]; readonly joined: number },
  after: StudyDesign,
): string[] {
  const done = new Set(change.done);
  const kept = before.assignments.filter(({ finished }, index) => finished || done.has(index));
  const problems = [...hardProblems(after), ...certificateProblems(after)];
  const facts = ({ item, annotator, systems }: PlannedAssignment) => `${item} ${annotator} ${systems}`;
  if (
    kept.map(facts).join(';') !==
    after.assignments
      .filter(({ finished }) => finished)
      .map(facts)
      .join(';')
  )
    problems.push('finished work has changed');
  if (after.annotators !== before.annotators + change.joined) problems.push('annotators are missing');
  problems.push(...openProblems(after), ...loadProblems(after), ...annotatorProblems(after));
  return problems;
}

/** Open places must be those missing, and none that somebody present could take. */
function openProblems(design: StudyDesign): string[] {
  const present = numbers(design.annotators).filter((annotator) => !design.left.includes(annotator));
  const load = (annotator: number) =>
    design.assignments.filter((entry) => entry.annotator === annotator).length;
  const free = present.filter((annotator) => load(annotator) < design.quota);
  return numbers(design.strata.length).flatMap((item) => {
    const raters = design.assignments
      .filter((entry) => entry.item === item)
      .map(({ annotator }) => annotator);
    const missing = design.ratingsPerItem - raters.length;
    const said = design.open.find((entry) => entry.item === item)?.places ?? 0;
    if (missing !== said)
      return [`item ${item} lacks ${missing} ratings, and ${said} places are called open`];
    if (missing > 0 && free.some((annotator) => !raters.includes(annotator)))
      return [`item ${item} has an open place somebody could take`];
    return [];
  });
}

/** No unfinished assignment could be passed on to somebody with at least two fewer. */
function loadProblems(design: StudyDesign): string[] {
  const present = numbers(design.annotators).filter((annotator) => !design.left.includes(annotator));
  const load = (annotator: number) =>
    design.assignments.filter((entry) => entry.annotator === annotator).length;
  const loads = new Map(present.map((annotator) => [annotator, load(annotator)]));
  return design.assignments.flatMap(({ item, annotator, finished }) => {
    if (finished) return [];
    const lighter = present.find(
      (other) =>
        (loads.get(other) ?? 0) <= (loads.get(annotator) ?? 0) - 2 &&
        !design.assignments.some((entry) => entry.item === item && entry.annotator === other),
    );
    return lighter === undefined ? [] : [`annotator ${lighter} could take item ${item} from ${annotator}`];
  });
}

/** Each annotator sees systems as evenly as what they finished allows; complete blocks stay even in positions. */
function annotatorProblems(design: StudyDesign): string[] {
  const size = design.systems.length;
  return numbers(design.annotators).flatMap((annotator) => {
    const own = design.assignments.filter((entry) => entry.annotator === annotator);
    const finished = systemCounts(
      own.filter((entry) => entry.finished),
      size,
    );
    const found = systemCounts(own, size);
    const added = own.filter((entry) => !entry.finished).length;
    const best = filledUp(finished, { showings: added * design.shown, cap: added });
    const problems: string[] = [];
    if (squares(found) !== squares(best))
      problems.push(`annotator ${annotator} sees systems ${found}, and ${best} was possible`);
    const positions = positionCounts(own, design);
    if (design.shown === size && spread(positions) > 1)
      problems.push(`annotator ${annotator} sees positions ${positions}`);
    return problems;
  });
}

/** The most even counts: the showings go one by one to whatever is lowest, none more than `cap` times. */
function filledUp(
  counts: readonly number[],
  { showings, cap }: { readonly showings: number; readonly cap: number },
): number[] {
  const filled = [...counts];
  for (let showing = 0; showing < showings; showing++) {
    const open = numbers(filled.length).filter((system) => filled[system]! - counts[system]! < cap);
    const lowest = open.toSorted((a, b) => filled[a]! - filled[b]!)[0]!;
    filled[lowest]!++;
  }
  return filled;
}

/** What must hold whatever happens. */
function hardProblems(design: StudyDesign): string[] {
  const problems: string[] = [];
  const { assignments, shown, quota } = design;
  const places = assignments.map(({ item, annotator }) => `${item} ${annotator}`);
  if (new Set(places).size !== places.length) problems.push('someone has an item twice');
  for (const { systems, item, annotator, finished } of assignments) {
    const known = systems.every(
      (system) => Number.isInteger(system) && system >= 0 && system < design.systems.length,
    );
    if (systems.length !== shown || new Set(systems).size !== shown || !known)
      problems.push(`item ${item} shows ${systems}`);
    if (!finished && design.left.includes(annotator))
      problems.push(`${annotator} has left and still has work`);
  }
  for (const annotator of numbers(design.annotators))
    if (assignments.filter((entry) => entry.annotator === annotator).length > quota)
      problems.push(`${annotator} is over the quota`);
  return problems;
}

interface PlainCounts {
  readonly loads: number[];
  readonly strata: number[][];
  readonly systems: number[];
  readonly positions: number[][];
  readonly pairs: number[];
  readonly carryOver: number[];
  readonly annotatorSystems: number[][];
  readonly annotatorPositions: number[][];
}

export function plainCounts(design: StudyDesign): PlainCounts {
  const { assignments, shown, strata } = design;
  const size = design.systems.length;
  const present = numbers(design.annotators).filter((annotator) => !design.left.includes(annotator));
  const working = numbers(design.annotators).filter((annotator) =>
    assignments.some((entry) => entry.annotator === annotator),
  );
  const count = (wanted: (assignment: PlannedAssignment) => boolean) => assignments.filter(wanted).length;
  const different = numbers(size).flatMap((x) => numbers(size).flatMap((y) => (x === y ? [] : [{ x, y }])));
  const own = (annotator: number) => assignments.filter((entry) => entry.annotator === annotator);
  return {
    loads: present.map((annotator) => own(annotator).length),
    strata: [...new Set(strata)].map((stratum) =>
      present.map((annotator) => own(annotator).filter(({ item }) => strata[item] === stratum).length),
    ),
    systems: numbers(size).map((x) => count(({ systems }) => systems.includes(x))),
    positions: numbers(size).map((x) =>
      numbers(shown).map((at) => count(({ systems }) => systems[at] === x)),
    ),
    pairs: different
      .filter(({ x, y }) => x < y)
      .map(({ x, y }) => count(({ systems }) => systems.includes(x) && systems.includes(y))),
    carryOver: different.map(({ x, y }) =>
      count(({ systems }) => systems.some((system, at) => system === x && systems[at + 1] === y)),
    ),
    annotatorSystems: working.map((annotator) => systemCounts(own(annotator), size)),
    annotatorPositions: working.map((annotator) => positionCounts(own(annotator), design)),
  };
}

/** The certificate must say what plain counting finds. */
function certificateProblems(design: StudyDesign): string[] {
  const certificate = designCertificate(design);
  const counts = plainCounts(design);
  const problems = certificate.faults.map((fault) => `the certificate finds a fault: ${fault}`);
  const same = (goal: GoalName, groups: readonly (readonly number[])[]) => {
    const said = goalNamed(certificate, goal);
    const all = groups.flat();
    if (all.length === 0) return;
    const found = [Math.min(...all), Math.max(...all), Math.max(...groups.map(spread))];
    if (`${found}` !== `${said && [said.smallest, said.largest, said.difference]}`)
      problems.push(`the certificate's ${goal} is not ${found}`);
    if (said && said.difference < said.least)
      problems.push(`${goal} is better than the certificate calls possible`);
  };
  same('load', [counts.loads]);
  same('stratum', counts.loads.length > 0 ? counts.strata : []);
  same('system', [counts.systems]);
  same('position', [counts.positions.flat()]);
  same('pair', [counts.pairs]);
  same('carry-over', [counts.carryOver]);
  same('annotator-system', counts.annotatorSystems);
  same('annotator-position', counts.annotatorPositions);
  return problems;
}

export function goalNamed(certificate: DesignCertificate, name: GoalName) {
  return certificate.goals.find(({ goal }) => goal === name);
}

function systemCounts(assignments: readonly PlannedAssignment[], size: number): number[] {
  return numbers(size).map((x) => assignments.filter(({ systems }) => systems.includes(x)).length);
}

function positionCounts(assignments: readonly PlannedAssignment[], design: StudyDesign): number[] {
  return numbers(design.systems.length).flatMap((x) =>
    numbers(design.shown).map((at) => assignments.filter(({ systems }) => systems[at] === x).length),
  );
}

function squares(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count * count, 0);
}

function spread(counts: readonly number[]): number {
  return counts.length === 0 ? 0 : Math.max(...counts) - Math.min(...counts);
}

function numbers(count: number): number[] {
  return [...Array(count).keys()];
}
