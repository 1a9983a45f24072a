import { afterEach, describe, expect, test, vi } from 'vitest';
import type { QueueEntry } from './queue-entry.ts';
import { changeRequest, sendChange } from './send-change.ts';

const entry: QueueEntry = {
  assignment: 'asg_1',
  target: { kind: 'rating', position: 2, criterion: 'empathy' },
  value: 4,
  clientId: 'tab-number-0',
  clientSequence: 7,
  order: 1,
  refused: null,
};

function serverAnswers(answer: () => Response | Promise<Response>) {
  const fetched = vi.fn((_url: string, _init: RequestInit) => Promise.resolve(answer()));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

describe('Sending a change', () => {
  test('posts a click in the form the server takes', async () => {
    const fetched = serverAnswers(() => Response.json({ value: 4, savedAt: '2026-01-05T12:00:00.000Z' }));
    expect(await sendChange(entry, 'somebody')).toEqual({
      kind: 'saved',
      value: 4,
      savedAt: '2026-01-05T12:00:00.000Z',
    });
    const [url, init] = fetched.mock.calls[0]!;
    expect(url).toBe('/rate/save');
    expect(JSON.parse(String(init.body))).toEqual({
      account: 'somebody',
      assignment: 'asg_1',
      position: 2,
      criterion: 'empathy',
      value: 4,
      clientId: 'tab-number-0',
      clientSequence: 7,
    });
    expect(init).toMatchObject({ method: 'POST', keepalive: true });
  });

  test('sends comments and flags to addresses of their own', () => {
    const numbered = {
      account: 'somebody',
      assignment: 'asg_1',
      clientId: 'tab-number-0',
      clientSequence: 7,
    };
    const comment = changeRequest({ ...entry, target: { kind: 'comment' }, value: 'Odd.' }, 'somebody');
    expect(comment.url).toBe('/rate/comment');
    expect(JSON.parse(comment.body)).toEqual({ ...numbered, comment: 'Odd.' });
    const flag = changeRequest({ ...entry, target: { kind: 'flag' }, value: true }, 'somebody');
    expect(flag.url).toBe('/rate/flag');
    expect(JSON.parse(flag.body)).toEqual({ ...numbered, flagged: true });
  });

  test('shows what the server says now stands, not what was sent', async () => {
    serverAnswers(() =>
      Response.json({ value: 2, savedAt: '2026-01-05T12:00:00.000Z', outcome: 'superseded' }),
    );
    expect(await sendChange(entry, 'somebody')).toMatchObject({ kind: 'saved', value: 2 });
  });

  test.each([
    [401, { kind: 'signed-out' }],
    [429, { kind: 'unavailable' }],
    [500, { kind: 'unavailable' }],
    [503, { kind: 'unavailable' }],
    [410, { kind: 'refused', reason: 'This study is closed.' }],
    [404, { kind: 'refused', reason: 'This study is closed.' }],
  ])('sorts an answer of status %i', async (status, outcome) => {
    serverAnswers(() => Response.json({ error: 'This study is closed.' }, { status }));
    expect(await sendChange(entry, 'somebody')).toEqual(outcome);
  });

  test('takes no network, and a stranger who answers in the server’s place, for what they are', async () => {
    serverAnswers(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await sendChange(entry, 'somebody')).toEqual({ kind: 'network' });
    serverAnswers(() => new Response('<html>Welcome to the hotel</html>'));
    expect(await sendChange(entry, 'somebody')).toEqual({ kind: 'unavailable' });
    serverAnswers(() => Response.json({ hello: 'there' }));
    expect(await sendChange(entry, 'somebody')).toEqual({ kind: 'unavailable' });
  });
});
