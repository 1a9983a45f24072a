import { expect, test } from 'vitest';
import type { LiveContext } from '#app/server/live-context.server.ts';
import type { LiveSystem } from '#app/server/live-systems.server.ts';
import {
  askable,
  draftTurns,
  type LiveDraft,
  noNumbers,
  requestOf,
  withoutTurn,
  withTurn,
} from './live-draft.ts';
import { decodingOptions } from './live-request.ts';

const context: LiveContext = {
  source: { dataset: 'world', context: 3 },
  turns: [{ speaker: 'speaker', text: 'I lost my job.' }],
  convId: 'c',
  emotion: 'sad',
  split: null,
  situation: null,
  reference: 'Oh no.',
};
const draft: LiveDraft = {
  turns: draftTurns(context.turns),
  context,
  systems: ['caire', 'human'],
  seed: '7',
  search: null,
  numbers: noNumbers,
};
const systems = ['caire', 'human'].map(
  (name): LiveSystem => ({ name, description: '', isControl: name === 'human', decoding: '', problem: null }),
);

test('people take turns as turns come and go', () => {
  const three = withTurn(withTurn(draftTurns([])));
  expect(three.map(({ speaker }) => speaker)).toEqual(['speaker', 'listener', 'speaker']);
  expect(new Set(three.map(({ id }) => id)).size).toBe(3);
  expect(withoutTurn(three, three[1]!.id).map(({ speaker }) => speaker)).toEqual(['speaker', 'listener']);
  expect(withoutTurn(three, three[0]!.id).map(({ speaker }) => speaker)).toEqual(['listener', 'speaker']);
  expect(withoutTurn(draftTurns([]), 0)).toEqual(draftTurns([]));
});

test('turns of a dataset are its context only while they are as they were', () => {
  expect(requestOf(draft)).toMatchObject({ ok: true, value: { source: context.source, seed: 7 } });
  const changed = { ...draft, turns: [{ ...draft.turns[0]!, text: 'I lost my dog.' }] };
  expect(requestOf(changed)).toMatchObject({ ok: true, value: { source: null } });
});

test('controls are asked only about a dataset’s context, and come back with it', () => {
  expect(askable(draft, systems).systems).toEqual(['caire', 'human']);
  expect(askable({ ...draft, context: null }, systems).systems).toEqual(['caire']);
});

test('empty turns are left out, and what is missing is said', () => {
  const typed = { ...draft, context: null, turns: withTurn(draft.turns) };
  expect(requestOf(typed)).toMatchObject({ ok: true, value: { turns: context.turns } });
  const problems = [
    { ...typed, turns: draftTurns([]) },
    { ...typed, systems: [] },
    { ...typed, seed: '' },
    { ...typed, seed: '1.5' },
    { ...typed, seed: '-1' },
    { ...typed, turns: [{ ...draft.turns[0]!, text: 'x'.repeat(5001) }] },
  ].map((each) => requestOf(each));
  expect(problems.map(({ ok }) => ok)).toEqual(problems.map(() => false));
});

test('only settings that say something under a way of searching are sent', () => {
  const numbers = { temperature: 0.5, topK: 5, maxNewTokens: 9, numBeams: 6 };
  expect(decodingOptions({ search: null, numbers: {} })).toEqual({});
  expect(decodingOptions({ search: null, numbers })).toEqual({ temperature: 0.5, topK: 5, maxNewTokens: 9 });
  expect(decodingOptions({ search: 'greedy', numbers })).toEqual({
    doSample: false,
    numBeams: 1,
    maxNewTokens: 9,
  });
  expect(decodingOptions({ search: 'beams', numbers })).toEqual({ numBeams: 6, maxNewTokens: 9 });
});
