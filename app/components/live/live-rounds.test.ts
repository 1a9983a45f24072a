import { expect, test } from 'vitest';
import type { LiveEvent, LiveReply } from './live-events.ts';
import { type LiveRequest, ownSettings } from './live-request.ts';
import {
  type LiveRound,
  nextRounds,
  type RoundAction,
  roundInWords,
  unfinishedSystems,
} from './live-rounds.ts';

const request: LiveRequest = {
  turns: [{ speaker: 'speaker', text: 'I lost my job.' }],
  source: null,
  systems: ['anna', 'bob'],
  seed: 1,
  settings: ownSettings,
};
const reply: LiveReply = { text: 'Oh no.', finished: 'eos', tokenCount: 3, tokens: null };
const asked = (id: string): RoundAction => ({ kind: 'asked', id, request, context: null, at: 'now' });
const told = (...events: LiveEvent[]): RoundAction => ({ kind: 'told', id: 'a', events });
const text = (system: string, keep: number, add: string): LiveEvent => ({ kind: 'text', system, keep, add });
const done = (system: string): LiveEvent => ({ kind: 'done', system, reply, milliseconds: 900 });

function after(...actions: RoundAction[]): LiveRound {
  const [round] = actions.reduce(nextRounds, [] as readonly LiveRound[]);
  if (!round) throw new Error('there is no round');
  return round;
}

test('every system waits, then writes as it is told, then has answered', () => {
  expect(after(asked('a'))).toMatchObject({
    isRunning: true,
    answers: { anna: { status: 'waiting' }, bob: {} },
  });
  const writing = after(
    asked('a'),
    told(text('anna', 0, 'oh'), text('anna', 2, ' no')),
    told(text('anna', 0, 'Oh no')),
  );
  expect(writing.answers).toEqual({ anna: { status: 'writing', text: 'Oh no' }, bob: { status: 'waiting' } });
  const whole = after(asked('a'), told(text('anna', 0, 'Oh'), done('anna'), done('bob'), { kind: 'end' }));
  expect(whole).toMatchObject({ isRunning: false, problem: null });
  expect(whole.answers.anna).toEqual({ status: 'done', reply, milliseconds: 900 });
  expect(unfinishedSystems(whole)).toEqual([]);
});

test('one that fails leaves the others as they are, and can be asked again alone', () => {
  const failed = after(
    asked('a'),
    told({ kind: 'failed', system: 'anna', message: 'No.' }, done('bob'), { kind: 'end' }),
  );
  expect(failed.answers.anna).toEqual({ status: 'failed', message: 'No.' });
  expect(unfinishedSystems(failed)).toEqual(['anna']);
  const [again] = nextRounds([failed], { kind: 'asked again', id: 'a' });
  expect(again).toMatchObject({
    isRunning: true,
    answers: { anna: { status: 'waiting' }, bob: { status: 'done' } },
  });
});

test('a stop keeps what had come, and what arrives later changes nothing', () => {
  const stopped = after(asked('a'), told(text('anna', 0, 'Oh')), { kind: 'stopped', id: 'a' });
  expect(stopped.answers).toEqual({
    anna: { status: 'stopped', text: 'Oh' },
    bob: { status: 'stopped', text: '' },
  });
  expect(nextRounds([stopped], told(done('anna')))).toEqual([stopped]);
});

test('a stream that broke off says so, and only of those that had not answered', () => {
  const broken = after(asked('a'), told(done('anna'), text('bob', 0, 'Wh')), {
    kind: 'broke off',
    id: 'a',
    problem: 'The connection ended.',
  });
  expect(broken).toMatchObject({ isRunning: false, problem: 'The connection ended.' });
  expect(broken.answers).toMatchObject({ anna: { status: 'done' }, bob: { status: 'lost', text: 'Wh' } });
});

test('events of systems that were not asked, and of answers that are whole, change nothing', () => {
  const round = after(asked('a'), told(done('anna')));
  expect(nextRounds([round], told(text('anna', 0, 'More'), text('carla', 0, 'Hi')))).toEqual([round]);
});

test('rounds stay, the newest first, up to a number; clearing leaves the newest', () => {
  const ids = Array.from({ length: 40 }, (_, index) => String(index));
  const rounds = ids.map(asked).reduce(nextRounds, [] as readonly LiveRound[]);
  expect(rounds).toHaveLength(30);
  expect(rounds[0]?.id).toBe('39');
  expect(nextRounds(rounds, { kind: 'cleared' }).map(({ id }) => id)).toEqual(['39']);
});

test('what is announced names who has answered, and never changes with a word', () => {
  const begun = after(asked('a'));
  expect(roundInWords(undefined)).toBe('');
  expect(roundInWords(begun)).toBe('Asking 2 systems.');
  expect(roundInWords(after(asked('a'), told(text('anna', 0, 'Oh'))))).toBe('Asking 2 systems.');
  expect(roundInWords(after(asked('a'), told(done('bob'))))).toBe('Asking 2 systems. bob answered.');
  expect(roundInWords(after(asked('a'), told(done('bob'), done('anna'), { kind: 'end' })))).toBe(
    'All 2 systems have answered.',
  );
  expect(roundInWords(after(asked('a'), told(done('bob')), { kind: 'stopped', id: 'a' }))).toBe(
    'Ended. bob answered.',
  );
});
