import { expect, test } from 'vitest';
import { talkOf } from '#db/queries/talks.ts';
import { temporaryDatabase } from '#db/testing.ts';
import type { GeneratedResponse, ModelClient } from '#models/client.ts';
import { requestContext } from '#tests/request-context.ts';
import { insertTalk } from '#tests/talk-fixture.ts';
import { answerTalk, talkViewOf } from './talk.server.ts';

test('a reply is written though its person leaves, is not seen before it is told, and cannot be stopped', async () => {
  const db = temporaryDatabase();
  const { userId, assignmentId, now } = insertTalk(db);
  let write = (_: string) => {};
  let wasStopped = false;
  const models = {
    respond: (_, { signal, onToken }) => {
      onToken?.({ token: 1, logProbability: -1, text: 'i' });
      signal?.addEventListener('abort', () => {
        wasStopped = true;
      });
      return new Promise<GeneratedResponse>((resolve) => {
        write = (text) =>
          resolve({ text, raw: text, tokens: [1], logProbabilities: [-1], finished: 'eos', details: {} });
      });
    },
  } as Pick<ModelClient, 'respond'> as ModelClient;
  const [left, shutdown] = [new AbortController(), new AbortController()];
  const context = requestContext(db, { models, left: left.signal, shutdown: shutdown.signal });
  const own = { assignmentId, userId, now };
  const post = (body: unknown) =>
    answerTalk({
      request: new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) }),
      context,
      userId,
      assignmentId,
    });
  const reply = () => talkViewOf(context, own).turns[0]?.lanes[0]?.[0];

  expect(talkOf(db, own)?.display).toBe('normalised');
  const response = await post({ kind: 'say', text: 'Hello?', turn: 0 });
  left.abort();
  expect((await post({ kind: 'stop' })).status).toBe(400);
  expect(reply()).toMatchObject({ status: 'pending', text: '' });
  write('i hear you .');
  await new Promise((resolve) => setImmediate(resolve));
  expect(reply()).toMatchObject({ status: 'pending', text: '' });
  expect(wasStopped).toBe(false);
  // The server's end alone cuts the wait short.
  shutdown.abort();
  await response.text();
  expect(reply()).toMatchObject({ status: 'done', text: 'I hear you.' });
});
