import type { AddressInfo } from 'node:net';
import type { ServerBuild } from '@remix-run/node';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import type { ChatRequest } from '#app/components/chat/chat-events.ts';
import * as talk from '#app/routes/_annotate.rate.talk.$assignment.ts';
import { signIn } from '#app/server/session.server.ts';
import { temporaryDatabase } from '#db/testing.ts';
import type { GeneratedResponse, ModelClient } from '#models/client.ts';
import { directAction } from '../../server/direct-action.ts';
import { requestContext } from '../request-context.ts';
import { insertTalk } from '../talk-fixture.ts';

const oneMessage = { kind: 'chat', turns: { minimum: 1, maximum: 1 } } as const;

/** A system that writes until it is stopped. */
const writing = {
  status: () => ({ queue: { requests: 0, mostRequests: null, expectedSeconds: null } }),
  respond: (_, { signal }) =>
    new Promise<GeneratedResponse>((_, reject) => {
      if (signal?.aborted) reject(new Error('stopped'));
      signal?.addEventListener('abort', () => reject(new Error('stopped')));
    }),
} as Pick<ModelClient, 'status' | 'respond'> as ModelClient;

test('as the server takes them, a talk’s reply cannot be stopped, and the last one allowed can be tried again', async () => {
  const db = temporaryDatabase();
  const { userId, assignmentId } = insertTalk(db, oneMessage);
  const context = requestContext(db, { models: writing });
  const cookie = (await signIn(context, userId)).split(';')[0] ?? '';
  let shutdown = new AbortController();
  const build = {
    routes: { talk: { id: 'talk', module: talk } },
    entry: { module: {} },
  } as unknown as ServerBuild;
  const getLoadContext = () => ({ ...context, shutdown: shutdown.signal });
  const app = express();
  app.post('/rate/talk/:assignment', directAction({ build, route: 'talk', getLoadContext }));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    shutdown.abort();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const post = (body: ChatRequest) =>
    fetch(`http://127.0.0.1:${port}/rate/talk/${assignmentId}`, {
      method: 'POST',
      headers: { Cookie: cookie, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  const stopped = await post({ kind: 'stop' });
  expect([stopped.status, await stopped.text()]).toEqual([400, expect.stringContaining('cannot be stopped')]);

  const said = await post({ kind: 'say', text: 'Hello?', turn: 0 });
  expect(said.status).toBe(200);
  // The server ends before there was a word.
  shutdown.abort();
  await said.text();
  shutdown = new AbortController();
  expect((await post({ kind: 'say', text: 'Anybody?', turn: 1 })).status).toBe(409);
  expect((await post({ kind: 'retry', turn: 0, lane: 0 })).status).toBe(200);
});
