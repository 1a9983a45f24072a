import { expect, test } from 'vitest';
import type { BlindedView } from './blinded-view.ts';
import { displayedView } from './displayed-view.ts';

const view: BlindedView = {
  assignmentId: 'asg_1',
  status: 'active',
  number: 1,
  turns: [{ speaker: 'speaker', text: 'my dog died .' }],
  isDialogue: false,
  emotion: null,
  situation: null,
  responses: [
    { position: 1, label: 'A', text: "i 'm so sorry ." },
    { position: 2, label: 'B', text: 'I’m so sorry.' },
  ],
  criteria: [],
  values: [],
  flagged: false,
  comment: '',
  skipReason: null,
  submittedAt: null,
};

test('responses stand in one typography where their study asks for it, and what came before them as it was', () => {
  const { responses, turns, ...rest } = displayedView(view, { display: 'normalised' });
  expect(responses.map(({ text }) => text)).toEqual(["I'm so sorry.", "I'm so sorry."]);
  expect({ ...rest, turns }).toEqual({ ...view, responses: undefined });
});

test('a study that asks for it, or is older than the choice, shows them as they were typed', () => {
  for (const display of ['as-written', null] as const) expect(displayedView(view, { display })).toEqual(view);
});
