import type { Criterion, CriterionKind } from '#annotations/study-definition.ts';

/** A criterion as it stands in the form: what was typed, also where its kind does not use it. */
export interface CriterionDraft {
  /** Tells cards apart while they are moved about; no part of the study. */
  readonly key: string;
  readonly kind: CriterionKind;
  readonly name: string;
  readonly label: string;
  readonly question: string;
  /** Of scales and sliders. */
  readonly minimum: string;
  readonly maximum: string;
  /** Of sliders. */
  readonly step: string;
  /** Of choices: one may answer that none stands out. */
  readonly ties: boolean;
  /** In a study that rates turns: asked once of the whole dialogue. */
  readonly whole: boolean;
  /**
   * Words by point, `low` and `high` for the ends of sliders and rankings, which move. Points that are off the scale
   * keep theirs in case it grows again.
   */
  readonly anchors: Readonly<Record<string, string>>;
}

export const mostCriteria = 12;

type Answering = Omit<CriterionDraft, 'key' | 'name' | 'label' | 'question' | 'whole'>;

const nothingTyped = { minimum: '1', maximum: '5', step: '1', ties: false, anchors: {} };

/** What a criterion starts with when its kind is chosen. */
export const usualAnswering: Readonly<Record<CriterionKind, Answering>> = {
  scale: { ...nothingTyped, kind: 'scale', anchors: { '1': 'not at all', '5': 'very much' } },
  slider: {
    ...nothingTyped,
    kind: 'slider',
    minimum: '0',
    maximum: '100',
    anchors: { low: 'not at all', high: 'very much' },
  },
  'yes-no': { ...nothingTyped, kind: 'yes-no', anchors: { '0': 'no', '1': 'yes' } },
  levels: { ...nothingTyped, kind: 'levels', anchors: { '0': 'none', '1': 'weak', '2': 'strong' } },
  ranking: { ...nothingTyped, kind: 'ranking', anchors: { low: 'best', high: 'worst' } },
  choice: { ...nothingTyped, kind: 'choice', ties: true, anchors: { '0': 'About the same' } },
};

export const emptyCriterion: CriterionDraft = {
  key: 'own',
  name: '',
  label: '',
  question: '',
  whole: false,
  ...usualAnswering.scale,
};

export function draftOfCriterion(criterion: Criterion): CriterionDraft {
  const { kind, name, label, question, minimum, maximum, step, anchors, about } = criterion;
  const movingEnds = kind === 'slider' || kind === 'ranking';
  const typesEnds = kind === 'slider' || kind === 'scale';
  return {
    key: name,
    kind,
    name,
    label,
    question,
    minimum: typesEnds ? String(minimum) : nothingTyped.minimum,
    maximum: typesEnds ? String(maximum) : nothingTyped.maximum,
    step: String(step ?? 1),
    ties: kind === 'choice' && minimum === 0,
    whole: about === 'dialogue',
    anchors: movingEnds
      ? Object.fromEntries(
          Object.entries(anchors).map(([point, word]) => [
            Number(point) === minimum ? 'low' : Number(point) === maximum ? 'high' : point,
            word,
          ]),
        )
      : anchors,
  };
}

/** What the draft says, in the form of a study file; `shown` is how many answers stand side by side. */
export function criterionOfDraft(draft: CriterionDraft, shown: number): Record<string, unknown> {
  const { kind, name, label, question, ties } = draft;
  const words = { kind, name, label, question, ...(draft.whole && { about: 'dialogue' }) };
  const [minimum, maximum] = [numberTyped(draft.minimum), numberTyped(draft.maximum)];
  switch (kind) {
    case 'scale':
      return { ...words, minimum, maximum, anchors: wordsAt(draft, scalePoints(draft)) };
    case 'slider': {
      const anchors = wordsAtEnds(draft, [minimum, maximum]);
      return { ...words, minimum, maximum, step: numberTyped(draft.step), anchors };
    }
    case 'yes-no':
      return { ...words, anchors: wordsAt(draft, ['0', '1']) };
    case 'levels':
      return { ...words, anchors: wordsAt(draft, ['0', '1', '2']) };
    case 'ranking': {
      const between = Array.from({ length: Math.max(0, shown - 2) }, (_, index) => String(index + 2));
      return { ...words, anchors: { ...wordsAt(draft, between), ...wordsAtEnds(draft, [1, shown]) } };
    }
    case 'choice':
      return { ...words, ties, anchors: ties ? wordsAt(draft, ['0']) : {} };
  }
}

function wordsAt({ anchors }: CriterionDraft, points: readonly string[]): Record<string, string> {
  const words = points.map((point) => [point, anchors[point] ?? ''] as const);
  return Object.fromEntries(words.filter(([, word]) => word.trim() !== ''));
}

function wordsAtEnds({ anchors }: CriterionDraft, ends: readonly [number, number]): Record<string, string> {
  const words = [anchors.low ?? '', anchors.high ?? ''].map((word, index) => [String(ends[index]), word]);
  return Object.fromEntries(words.filter(([point, word]) => point !== 'NaN' && word?.trim() !== ''));
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
