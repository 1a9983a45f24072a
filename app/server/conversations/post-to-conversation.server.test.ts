import { expect, test } from 'vitest';
import type { ChatRequest, TurnEvent } from '#app/components/chat/chat-events.ts';
import { readEventStream } from '#app/components/live/read-event-stream.ts';
import { createConversation } from '#db/queries/conversations.ts';
import { readConversation } from '#db/queries/conversations-kept.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { temporaryDatabase } from '#db/testing.ts';
import type { GeneratedResponse, ModelClient, RespondRequest } from '#models/client.ts';
import { requestContext } from '#tests/request-context.ts';
import { formOf, visitor } from '#tests/visitor.ts';
import { changeChat } from './chat-changes.server.ts';
import { postToConversation } from './post-to-conversation.server.ts';

const now = '2026-01-02T03:04:05.000Z';

type Answer = (request: RespondRequest, system: string) => Promise<string>;

/** A conversation of two systems that answer so. */
async function world(answer: Answer) {
  const db = temporaryDatabase();
  for (const name of ['calm', 'loud'])
    addGenerator(db, {
      name,
      description: '',
      definition: { name, generator: 'caire', checkpoint: 'none' },
      now,
    });
  const systemIds = (db.driver.prepare('select id from systems order by name').all() as { id: string }[]).map(
    ({ id }) => id,
  );
  const models = {
    respond: async (system, request): Promise<GeneratedResponse> => {
      const text = await answer(request, system.name);
      return { text, raw: text, tokens: [1], logProbabilities: [-1], finished: 'eos', details: {} };
    },
  } as Pick<ModelClient, 'respond'> as ModelClient;
  const left = new AbortController();
  const context = requestContext(db, { models });
  const { user } = await visitor(context, 'visitor');
  const id = createConversation(db, { kind: 'chat', userId: user.id, systemIds, seed: 3, now });
  const post = (body: ChatRequest, signal?: AbortSignal) =>
    postToConversation({
      request: new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) }),
      context: { ...context, left: signal ?? left.signal },
      userId: user.id,
      conversationId: id,
      tells: 'words',
    });
  const kept = () => readConversation(db, id);
  return { context, user, id, post, kept };
}

async function eventsOf(response: Response): Promise<TurnEvent[]> {
  if (!response.body) throw new Error(`no stream: ${response.status}`);
  const told: TurnEvent[] = [];
  for await (const events of readEventStream<TurnEvent>(response.body)) told.push(...events);
  return told;
}

function untilStopped({ signal }: RespondRequest): Promise<string> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped'))));
}

test('who has not seen the last message is told so, and nothing of theirs is kept', async () => {
  const { post, kept } = await world(async () => 'I see.');
  await eventsOf(await post({ kind: 'say', text: 'One.', turn: 0 }));
  for (const turn of [0, 2]) {
    const response = await post({ kind: 'say', text: 'Of a tab that is behind.', turn });
    expect([response.status, await response.json()]).toEqual([
      409,
      { message: expect.stringContaining('has gone on') },
    ]);
  }
  await eventsOf(await post({ kind: 'say', text: 'Two.', turn: 1 }));
  expect((await post({ kind: 'say', text: 'One.', turn: 0 })).status).toBe(409);
  expect(kept()?.messages.map(({ text }) => text)).toEqual(['One.', 'Two.']);
});

test('a message whose answer was lost is not kept twice: what has words is told, the rest is asked anew', async () => {
  const asked: string[] = [];
  const leave = new AbortController();
  const { post, kept } = await world((request, system) => {
    asked.push(system);
    return system === 'calm' || asked.length > 2 ? Promise.resolve(`I am ${system}.`) : untilStopped(request);
  });
  const first = await post({ kind: 'say', text: 'Hello.', turn: 0 }, leave.signal);
  await expect.poll(() => kept()?.replies.map(({ status }) => status)).toEqual(['done', 'pending']);
  leave.abort();
  await first.text();
  const events = await eventsOf(await post({ kind: 'say', text: ' Hello. ', turn: 0 }));
  expect(events[0]).toEqual({
    kind: 'begun',
    turn: 0,
    replies: [
      { lane: 0, attempt: 0 },
      { lane: 1, attempt: 1 },
    ],
  });
  expect(events.flatMap((event) => (event.kind === 'done' ? [event.reply.text] : []))).toEqual([
    'I am calm.',
    'I am loud.',
  ]);
  expect(events.at(-1)).toEqual({ kind: 'end' });
  expect(asked).toEqual(['calm', 'loud', 'loud']);
  expect(kept()?.messages).toHaveLength(1);
});

test('removing a conversation ends what is being written in it', async () => {
  let writing = 0;
  const { context, user, id, post, kept } = await world((request) => {
    writing++;
    return untilStopped(request);
  });
  const response = await post({ kind: 'say', text: 'Hello.', turn: 0 });
  await expect.poll(() => writing).toBe(2);
  const form = formOf({ intent: 'remove', conversation: id });
  expect(await changeChat(context, { form, userId: user.id })).toBe('removed');
  expect((await eventsOf(response)).at(-1)).toEqual({ kind: 'end' });
  expect(kept()).toBeUndefined();
});
