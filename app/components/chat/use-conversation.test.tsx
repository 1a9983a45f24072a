// @vitest-environment jsdom
import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { type ChatTurn, noFeedback } from './chat-view.ts';
import { useConversation } from './use-conversation.ts';

const written = { error: null, writing: null, feedback: noFeedback };

function turnOf(turn: number, text: string, reply: string): ChatTurn {
  return {
    turn,
    text,
    saidAt: 'then',
    lanes: [[{ ...written, attempt: 0, status: 'done', text: reply }]],
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A page that was loaded with these turns, while the server has others; `answer` is what a post is answered with. */
function page(loaded: readonly ChatTurn[], kept: readonly ChatTurn[], answer: () => Response) {
  const posted: unknown[] = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit = {}) => {
    if (init.method !== 'POST') return Response.json({ turns: kept });
    posted.push(JSON.parse(String(init.body)));
    return answer();
  });
  const unsaid: string[] = [];
  const view = { turns: loaded, lanes: ['A'] };
  const { result } = renderHook(() =>
    useConversation({ view, address: '/x', onUnsaid: (text) => unsaid.push(text), onSaid: () => {} }),
  );
  return { result, posted, unsaid };
}

test('who has not seen what was said in another tab sees it, and what they wrote is theirs again', async () => {
  const kept = [turnOf(0, 'Said elsewhere.', 'I see.')];
  const gone = () => Response.json({ message: 'This conversation has gone on.' }, { status: 409 });
  const { result, posted, unsaid } = page([], kept, gone);
  act(() => result.current.say('Hello.'));
  await waitFor(() => expect(result.current.turns).toEqual(kept));
  expect(posted).toEqual([{ kind: 'say', text: 'Hello.', turn: 0 }]);
  expect(unsaid).toEqual(['Hello.']);
  expect(result.current.problem?.message).toBe('This conversation has gone on.');
});

test('what was kept though its answer was lost stands there, and is not given back to be said twice', async () => {
  const kept = [turnOf(0, 'Hello.', 'Hi!')];
  const { result, unsaid } = page([], kept, () => {
    throw new TypeError('Failed to fetch');
  });
  act(() => result.current.say('Hello. '));
  await waitFor(() => expect(result.current.turns).toEqual(kept));
  await waitFor(() => expect(result.current.isWriting).toBe(false));
  expect([unsaid, result.current.problem]).toEqual([[], null]);
});

test('what was not kept is given back', async () => {
  const { result, unsaid } = page([], [], () => {
    throw new TypeError('Failed to fetch');
  });
  act(() => result.current.say('Hello.'));
  await waitFor(() => expect(unsaid).toEqual(['Hello.']));
  expect(result.current.turns).toEqual([]);
  expect(result.current.problem?.message).toMatch(/still here/);
});
