import { groupedBy } from '#lib/grouped-by.ts';
import { type Random, shuffled } from '#lib/rng.ts';
import type { ItemSystems, PlannedAssignment, StudyDesign } from './study-design.ts';

/**
 * A design whose items show one system each, as `planDesign` and `repairDesign` can solve it: there is one system to show,
 * and the stratum of an item is the system it shows, so that each annotator is given items of every system evenly (±1).
 */
export function asOneSystem(design: StudyDesign): StudyDesign {
  return {
    ...design,
    systems: [''],
    shown: 1,
    orders: [],
    assignments: design.assignments.map((one) => ({ ...one, systems: [0] })),
  };
}

/** The solved design with the systems put back, and nobody on a dialogue twice as far as exchanges can help it. */
export function withItemSystems(
  design: StudyDesign,
  {
    names,
    items,
    random,
  }: { readonly names: readonly string[]; readonly items: ItemSystems; readonly random: Random },
): StudyDesign {
  const assignments = apart(design.assignments, items, random);
  return {
    ...design,
    systems: names,
    shown: 1,
    orders: [],
    assignments: assignments.map((one) => ({ ...one, systems: [items.systems[one.item] ?? 0] })),
  };
}

/** Where there is a partner for an exchange at all, it is among so many drawn at random but for rare cases. */
const mostTried = 300;

/** Exchanges that only move a meeting elsewhere may open the way for one that ends it. */
const rounds = 12;

/**
 * Exchanges unfinished assignments of the same system between annotators until nobody meets a dialogue twice, or no
 * exchange helps: loads and systems of nobody change. Where there are fewer annotators than a dialogue's versions need,
 * some meet it again.
 */
function apart(
  assignments: readonly PlannedAssignment[],
  items: ItemSystems,
  random: Random,
): PlannedAssignment[] {
  const meetings = new Meetings(assignments, items);
  const free = shuffled(
    assignments.flatMap(({ finished }, index) => (finished ? [] : [index])),
    random,
  );
  for (let round = 0; round < rounds; round++) {
    const again = free.filter((index) => meetings.isAgain(index));
    if (again.length === 0) break;
    const bySystem = groupedBy(shuffled(free, random), (index) => meetings.systemOf(index));
    for (const index of again) {
      if (!meetings.isAgain(index)) continue;
      const others = (bySystem.get(meetings.systemOf(index)) ?? []).slice(0, mostTried);
      const gains = others.map((other) => meetings.gain(index, other));
      const best = gains.reduce((top, gain, at) => (gain > (gains[top] ?? -1) ? at : top), 0);
      const other = others[best];
      if (other !== undefined && (gains[best] ?? -1) >= 0) meetings.exchange(index, other);
    }
  }
  return meetings.list;
}

/** Who meets which dialogue how often, while assignments change hands. */
class Meetings {
  readonly list: PlannedAssignment[];
  readonly #items: ItemSystems;
  readonly #met = new Map<string, number>();
  readonly #held = new Set<string>();

  constructor(assignments: readonly PlannedAssignment[], items: ItemSystems) {
    this.list = assignments.slice();
    this.#items = items;
    for (const one of assignments) this.#count(one, 1);
  }

  systemOf(index: number): number | undefined {
    return this.#items.systems[this.list[index]?.item ?? -1];
  }

  isAgain(index: number): boolean {
    const one = this.list[index];
    return one !== undefined && this.#times(one.annotator, one.item) > 1;
  }

  /** By how many the meetings beyond the first grow fewer if the two assignments' items changed places; -1 if they must not. */
  gain(index: number, other: number): number {
    const [a, b] = [this.list[index], this.list[other]];
    if (!a || !b || a.annotator === b.annotator) return -1;
    if (this.#held.has(`${a.annotator} ${b.item}`) || this.#held.has(`${b.annotator} ${a.item}`)) return -1;
    if (this.#dialogue(a.item) === this.#dialogue(b.item)) return -1;
    const ended = Number(this.isAgain(index)) + Number(this.isAgain(other));
    const begun = Number(this.#times(a.annotator, b.item) > 0) + Number(this.#times(b.annotator, a.item) > 0);
    return ended - begun;
  }

  exchange(index: number, other: number): void {
    const [a, b] = [this.list[index], this.list[other]];
    if (!a || !b) return;
    const changed = [
      { ...a, item: b.item },
      { ...b, item: a.item },
    ] as const;
    for (const one of [a, b]) this.#count(one, -1);
    for (const one of changed) this.#count(one, 1);
    [this.list[index], this.list[other]] = changed;
  }

  #dialogue(item: number): number | undefined {
    return this.#items.dialogues[item];
  }

  #times(annotator: number, item: number): number {
    return this.#met.get(`${annotator} ${this.#dialogue(item)}`) ?? 0;
  }

  #count({ annotator, item }: PlannedAssignment, by: 1 | -1): void {
    this.#met.set(`${annotator} ${this.#dialogue(item)}`, this.#times(annotator, item) + by);
    if (by > 0) this.#held.add(`${annotator} ${item}`);
    else this.#held.delete(`${annotator} ${item}`);
  }
}
