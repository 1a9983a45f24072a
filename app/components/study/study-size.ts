import { numberTyped } from './criterion-draft.ts';
import { answersShown, type StudyDraft } from './study-draft.ts';

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
  /** How many answers stand side by side. */
  readonly shown: number;
  readonly ratingsPerItem: number;
  /** Items to be rated, every rating counted: items × ratings. */
  readonly assignments: number;
  /** Of a planned assignment; null where items are dealt as annotators come. */
  readonly annotators: number | null;
  /** The fewest and the most items an annotator gets of a planned assignment; all where there is none. */
  readonly each: readonly [fewest: number, most: number];
  /** Single answers to questions, in all. */
  readonly judgements: number;
  /** Minutes for an annotator with the most items. */
  readonly minutesPerAnnotator: number;
}

/** Seconds assumed for reading a context, reading an answer, a message written and answered, and one judgement. */
export const assumedSeconds = { context: 20, answer: 6, message: 45, judgement: 4 } as const;

type SizedDraft = Pick<
  StudyDraft,
  'items' | 'systems' | 'unit' | 'talk' | 'ratingsPerItem' | 'criteria' | 'planned' | 'annotators' | 'shown'
>;

/** Undefined while the draft does not yet say how large the study is. */
export function studySize(draft: SizedDraft): StudySize | undefined {
  const items = numberTyped(draft.items);
  const ratingsPerItem = numberTyped(draft.ratingsPerItem);
  const annotators = draft.planned ? numberTyped(draft.annotators) : null;
  const systems = draft.systems.length;
  const shown = answersShown(draft);
  const numbers = [items, ratingsPerItem, systems, draft.criteria.length, shown, annotators ?? 1];
  if (!numbers.every((number) => Number.isInteger(number) && number >= 1)) return undefined;
  const assignments = items * ratingsPerItem;
  const once = draft.criteria.filter(({ kind }) => kind === 'choice').length;
  const messages = draft.talk.isHad ? numberTyped(draft.talk.maximum) : 0;
  if (!Number.isInteger(messages) || messages < 0) return undefined;
  // How many turns the dialogues of a dataset have is not known here: of those each counts as one.
  const replies = draft.unit === 'turn' ? Math.max(1, messages) : shown;
  const whole = draft.unit === 'turn' ? draft.criteria.filter((one) => one.whole).length : once;
  const perItem = replies * (draft.criteria.length - whole) + whole;
  const each: [number, number] =
    annotators === null
      ? [items, items]
      : [Math.floor(assignments / annotators), Math.ceil(assignments / annotators)];
  const seconds =
    assumedSeconds.context +
    shown * assumedSeconds.answer +
    messages * assumedSeconds.message +
    perItem * assumedSeconds.judgement;
  return {
    items,
    systems,
    shown,
    ratingsPerItem,
    assignments,
    annotators,
    each,
    judgements: assignments * perItem,
    minutesPerAnnotator: Math.max(1, Math.round((each[1] * seconds) / 60)),
  };
}
