import { numberTyped, type StudyDraft } from './study-draft.ts';

/** Who answers what in a dataset: `studyCoverage` of db/queries/study-coverage.ts. */
export interface Coverage {
  readonly systems: readonly { readonly name: string; readonly kind: string; readonly contexts: number }[];
  readonly groups: readonly {
    readonly split: string | null;
    readonly emotion: string | null;
    readonly answeredBy: readonly number[];
    readonly contexts: number;
  }[];
}

export interface Frame {
  readonly systems: readonly string[];
  /** Empty for all. */
  readonly split: string;
  /** Empty for all. */
  readonly emotions: readonly string[];
}

/** How many contexts of the frame all its systems answer, and of how many emotions they are. */
export function qualifyingContexts(
  coverage: Coverage,
  frame: Frame,
): { readonly contexts: number; readonly emotions: number } {
  const wanted = frame.systems.map((name) => coverage.systems.findIndex((system) => system.name === name));
  const groups = coverage.groups.filter(
    (group) =>
      (frame.split === '' || group.split === frame.split) &&
      (frame.emotions.length === 0 || frame.emotions.includes(group.emotion ?? '')) &&
      wanted.every((index) => group.answeredBy.includes(index)),
  );
  const emotions = new Set(groups.map(({ emotion }) => emotion).filter((emotion) => emotion !== null));
  return {
    contexts: groups.reduce((sum, group) => sum + group.contexts, 0),
    emotions: emotions.size,
  };
}

/** Splits of a dataset with their number of contexts; empty where it has none or one that covers everything. */
export function splitsOf(coverage: Coverage): { readonly split: string; readonly contexts: number }[] {
  const counts = new Map<string | null, number>();
  for (const { split, contexts } of coverage.groups) counts.set(split, (counts.get(split) ?? 0) + contexts);
  if (counts.size < 2) return [];
  return [...counts].flatMap(([split, contexts]) => (split === null ? [] : [{ split, contexts }]));
}

export interface StudySize {
  readonly items: number;
  readonly systems: number;
  readonly ratingsPerItem: number;
  readonly criteria: number;
  /** Judgements on each criterion, and in all. */
  readonly perCriterion: number;
  readonly judgements: number;
  /** Minutes for somebody who rates every item. */
  readonly minutesPerAnnotator: number;
}

/** Seconds assumed for reading a context, reading an answer, and one judgement. */
export const assumedSeconds = { context: 20, answer: 6, judgement: 4 } as const;

/** Undefined while the draft does not yet say how large the study is. */
export function studySize(
  draft: Pick<StudyDraft, 'items' | 'systems' | 'ratingsPerItem' | 'criteria'>,
): StudySize | undefined {
  const items = numberTyped(draft.items);
  const ratingsPerItem = numberTyped(draft.ratingsPerItem);
  const [systems, criteria] = [draft.systems.length, draft.criteria.length];
  const numbers = [items, ratingsPerItem, systems, criteria];
  if (!numbers.every((number) => Number.isInteger(number) && number >= 1)) return undefined;
  const perCriterion = items * systems * ratingsPerItem;
  const seconds =
    items *
    (assumedSeconds.context + systems * (assumedSeconds.answer + criteria * assumedSeconds.judgement));
  return {
    items,
    systems,
    ratingsPerItem,
    criteria,
    perCriterion,
    judgements: perCriterion * criteria,
    minutesPerAnnotator: Math.max(1, Math.round(seconds / 60)),
  };
}
