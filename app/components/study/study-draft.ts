import { readyCriteria } from '#annotations/ready-criteria.ts';
import type { Criterion, StudyDefinition } from '#annotations/study-definition.ts';
import { defaultConsent, defaultInstructions } from './default-texts.ts';

/** A study as it stands in the form: every field is what was typed, so that nothing is lost or mended on the way. */
export interface StudyDraft {
  readonly name: string;
  readonly publicTitle: string;
  readonly dataset: string;
  readonly systems: readonly string[];
  readonly items: string;
  readonly stratify: 'emotion' | 'none';
  /** Empty for all splits. */
  readonly split: string;
  /** Kept from a study file; the form shows it and can drop it. */
  readonly emotions: readonly string[];
  readonly ratingsPerItem: string;
  readonly seed: string;
  readonly criteria: readonly CriterionDraft[];
  readonly instructions: string;
  readonly consent: string;
  readonly leaseMinutes: string;
  readonly showEmotion: boolean;
  readonly showSituation: boolean;
}

export interface CriterionDraft {
  /** Tells cards apart while they are moved about; no part of the study. */
  readonly key: string;
  readonly name: string;
  readonly label: string;
  readonly question: string;
  readonly minimum: string;
  readonly maximum: string;
  /** Words by point of the scale; points that are off the scale keep theirs in case it grows again. */
  readonly anchors: Readonly<Record<string, string>>;
}

export const mostCriteria = 12;

const usualItems = 32;

/** What the form starts from; `contexts` is how many the dataset has. */
export function newStudyDraft(
  dataset: string,
  systems: readonly string[],
  contexts = usualItems,
): StudyDraft {
  return {
    name: '',
    publicTitle: 'Rating responses',
    dataset,
    systems,
    items: String(Math.min(usualItems, Math.max(1, contexts))),
    stratify: 'emotion',
    split: '',
    emotions: [],
    ratingsPerItem: '2',
    seed: '1',
    criteria: readyCriteria.map(draftOfCriterion),
    instructions: defaultInstructions,
    consent: defaultConsent,
    leaseMinutes: '30',
    showEmotion: false,
    showSituation: false,
  };
}

/** The draft of a study that exists or came as a file. */
export function draftOfDefinition(study: StudyDefinition): StudyDraft {
  return {
    name: study.name,
    publicTitle: study.publicTitle,
    dataset: study.dataset,
    systems: study.systems,
    items: String(study.sample.items),
    stratify: study.sample.stratify,
    split: study.sample.split ?? '',
    emotions: study.sample.emotions ?? [],
    ratingsPerItem: String(study.ratingsPerItem),
    seed: String(study.seed),
    criteria: study.criteria.map(draftOfCriterion),
    instructions: study.instructions,
    consent: study.consent,
    leaseMinutes: String(study.leaseMinutes),
    showEmotion: study.show.emotion,
    showSituation: study.show.situation,
  };
}

export function draftOfCriterion(criterion: Criterion): CriterionDraft {
  return {
    key: criterion.name,
    name: criterion.name,
    label: criterion.label,
    question: criterion.question,
    minimum: String(criterion.minimum),
    maximum: String(criterion.maximum),
    anchors: criterion.anchors,
  };
}

/** What the draft says, in the form of a study file; whether it is right is for the schema to say. */
export function definitionOfDraft(draft: StudyDraft): Record<string, unknown> {
  return {
    name: draft.name,
    publicTitle: draft.publicTitle,
    dataset: draft.dataset,
    systems: draft.systems,
    sample: {
      items: numberTyped(draft.items),
      stratify: draft.stratify,
      ...(draft.split === '' ? {} : { split: draft.split }),
      ...(draft.emotions.length === 0 ? {} : { emotions: draft.emotions }),
    },
    criteria: draft.criteria.map(({ key: _key, anchors, ...criterion }) => {
      const [minimum, maximum] = [numberTyped(criterion.minimum), numberTyped(criterion.maximum)];
      const words = scalePoints(criterion).map((point) => [point, anchors[point] ?? ''] as const);
      return {
        ...criterion,
        minimum,
        maximum,
        anchors: Object.fromEntries(words.filter(([, word]) => word.trim() !== '')),
      };
    }),
    ratingsPerItem: numberTyped(draft.ratingsPerItem),
    seed: numberTyped(draft.seed),
    instructions: draft.instructions,
    consent: draft.consent,
    leaseMinutes: numberTyped(draft.leaseMinutes),
    show: { emotion: draft.showEmotion, situation: draft.showSituation },
  };
}

/** NaN for what is not a number, the empty field among it. */
export function numberTyped(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** The points of a scale as keys of its anchors; none where its ends make no scale. */
export function scalePoints(scale: Pick<CriterionDraft, 'minimum' | 'maximum'>): string[] {
  const [minimum, maximum] = [numberTyped(scale.minimum), numberTyped(scale.maximum)];
  if (!Number.isInteger(minimum) || !Number.isInteger(maximum) || minimum < 0) return [];
  if (maximum <= minimum || maximum - minimum > 10) return [];
  return Array.from({ length: maximum - minimum + 1 }, (_, index) => String(minimum + index));
}
