// @vitest-environment jsdom
import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { BattleTurn, BattleView } from './arena-view.ts';
import { useBattle } from './use-battle.ts';

const revalidate = vi.hoisted(() => vi.fn());
vi.mock('@remix-run/react', () => ({ useRevalidator: () => ({ revalidate }) }));

afterEach(() => {
  vi.unstubAllGlobals();
  revalidate.mockReset();
});

/** A battle in which nothing stands, of which the server has `kept`; `answer` is what a post is answered with. */
function page(kept: readonly BattleTurn[], answer: () => Response) {
  const posted: unknown[] = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    posted.push(JSON.parse(String(init.body)));
    return answer();
  });
  const view = { id: 'cnv_1', turns: [], isWriting: false } as unknown as BattleView;
  const found: string[] = [];
  const { result, rerender } = renderHook(
    (shown: BattleView) => useBattle({ view: shown, onFound: (text) => found.push(text) }),
    { initialProps: view },
  );
  revalidate.mockImplementation(() => rerender({ ...view, turns: kept }));
  return { result, posted, found };
}

const turn: BattleTurn = { turn: 0, text: 'Hello.', replies: null };

test('what is kept though its answer was lost stands there, and is taken out of what is written', async () => {
  const { result, posted, found } = page([turn], () => {
    throw new TypeError('Failed to fetch');
  });
  await act(async () => expect(await result.current.say('Hello.')).toBe(false));
  await waitFor(() => expect(result.current.turns).toEqual([turn]));
  expect(posted).toEqual([{ kind: 'say', text: 'Hello.', turn: 0 }]);
  expect([found, result.current.failure]).toEqual([['Hello.'], null]);
});

test('who has not seen what was said in another tab sees it, and what they wrote stays theirs', async () => {
  const gone = () => Response.json({ message: 'This conversation has gone on.' }, { status: 409 });
  const { result, found } = page([{ ...turn, text: 'Said elsewhere.' }], gone);
  await act(async () => expect(await result.current.say('Hello.')).toBe(false));
  await waitFor(() => expect(result.current.turns).toHaveLength(1));
  expect(found).toEqual([]);
  expect(result.current.failure?.message).toBe('This conversation has gone on.');
});
