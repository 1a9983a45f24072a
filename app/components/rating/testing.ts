import type { BlindedView } from '#annotations/blinded-view.ts';
import type { Criterion } from '#annotations/study-definition.ts';

/** A criterion named so, from 1 to 5 unless told. */
export function criterion(
  name: string,
  range: { minimum: number; maximum: number } = { minimum: 1, maximum: 5 },
): Criterion {
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    kind: 'scale',
    name,
    label,
    question: `How much ${name}?`,
    ...range,
    anchors: { [range.minimum]: 'not at all' },
  };
}

export const empathy = criterion('empathy');
export const fluency = criterion('fluency');

/** An item of two answers and two criteria that nobody has rated yet. */
export function itemWith(changes: Partial<BlindedView> = {}): BlindedView {
  return {
    assignmentId: 'asg_1',
    status: 'active',
    number: 3,
    turns: [{ speaker: 'speaker', text: 'My cat ran away.' }],
    isDialogue: false,
    emotion: null,
    situation: null,
    responses: [
      { position: 1, label: 'A', text: 'I am so sorry.' },
      { position: 2, label: 'B', text: 'Cats do that.' },
    ],
    criteria: [empathy, fluency],
    values: [],
    flagged: false,
    comment: '',
    skipReason: null,
    submittedAt: null,
    ...changes,
  };
}
