import { expect, test } from 'vitest';
import type { TurnEvent } from '#app/components/chat/chat-events.ts';
import { noFeedback } from '#app/components/chat/chat-view.ts';
import { evenReply } from './even-reply.server.ts';

const words = 'i hear you . that must have hurt .';

function done(text: string): TurnEvent {
  const reply = {
    attempt: 0,
    status: 'done',
    text,
    error: null,
    writing: null,
    feedback: noFeedback,
  } as const;
  return { kind: 'done', lane: 0, reply };
}

async function* written(events: readonly TurnEvent[]) {
  yield* events;
}

const telling = { wait: 0, pace: 0, shown: (text: string) => text, signal: new AbortController().signal };

async function toldOf(events: AsyncIterable<TurnEvent>, changes: Partial<typeof telling> = {}) {
  const told: TurnEvent[] = [];
  for await (const event of evenReply(events, { ...telling, ...changes })) told.push(event);
  return told;
}

test('two systems that write the same words are told alike, however they came', async () => {
  const inOne = await toldOf(written([done(words), { kind: 'end' }]));
  const inPieces: TurnEvent[] = [
    { kind: 'text', lane: 0, keep: 0, add: 'i hear' },
    { kind: 'text', lane: 0, keep: 6, add: ' you .' },
    done(words),
    { kind: 'end' },
  ];
  expect(await toldOf(written(inPieces))).toEqual(inOne);
  expect(inOne.length).toBeGreaterThan(4);
});

test('words are shown as the study shows them, from the first step to the whole', async () => {
  const shown = (text: string) => text.toUpperCase();
  const told = await toldOf(written([done(words), { kind: 'end' }]), { shown });
  let text = '';
  for (const event of told) if (event.kind === 'text') text = text.slice(0, event.keep) + event.add;
  expect(text).toBe(shown(words));
  expect(told.at(-2)).toMatchObject({ kind: 'done', reply: { text: shown(words) } });
  expect(JSON.stringify(told)).not.toContain('hurt');
});

test.each([[done(words)], [{ kind: 'failed', lane: 0, message: 'No.' } as const]])(
  'neither a reply nor a failure is told before the wait is over',
  async (ending) => {
    const over = new AbortController();
    const events = evenReply(written([{ kind: 'begun', turn: 0, replies: [] }, ending]), {
      ...telling,
      wait: 2 ** 30,
      signal: over.signal,
    });
    expect((await events.next()).value).toMatchObject({ kind: 'begun' });
    let isTold = false;
    const next = events.next().then(() => {
      isTold = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isTold).toBe(false);
    over.abort();
    await next;
    await events.return(undefined);
  },
);
