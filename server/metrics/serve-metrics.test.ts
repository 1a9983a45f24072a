import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import type { RequestContext } from '#app/load-context.ts';
import { secretHash } from '#app/server/secrets.server.ts';
import { signIn } from '#app/server/session.server.ts';
import { createApiToken } from '#db/queries/api-tokens.ts';
import { insertJob } from '#db/queries/jobs.ts';
import { createUser } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { createModelClient } from '#models/client.ts';
import { requestContext } from '#tests/request-context.ts';
import { Metrics } from './metrics.ts';
import { serveMetrics } from './serve-metrics.ts';

const now = '2026-01-01T00:00:00.000Z';

async function serve(changes: Partial<RequestContext> = {}) {
  const db = temporaryDatabase();
  const context = requestContext(db, changes);
  const metrics = new Metrics(context);
  const app = express();
  app.set('trust proxy', 'loopback');
  app.use(metrics.count);
  app.get('/metrics', serveMetrics(metrics, context));
  app.get('/other', (_request, response) => void response.send('here'));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  onTestFinished(() => context.models.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${address}${path}`, { headers });
  /** As a proxy on this machine passes it on. */
  const fromElsewhere = (headers: Record<string, string> = {}) =>
    get('/metrics', { 'X-Forwarded-For': '192.0.2.7', ...headers });
  return { db, context, get, fromElsewhere };
}

test('the figures of the process, the pool, jobs and answers are told in Prometheus’s form', async () => {
  const { db, get } = await serve();
  insertJob(db, { type: 'generate', payload: {}, now });
  await get('/other');
  await get('/nowhere');
  await get('/metrics');
  const response = await get('/metrics');
  expect(response.headers.get('Content-Type')).toMatch(/version=0\.0\.4/);
  const text = await response.text();
  for (const line of [
    'workbench_http_requests_total{class="2xx"} 2',
    'workbench_http_requests_total{class="4xx"} 1',
    'workbench_http_requests_under_way 1',
    'workbench_jobs{type="generate",status="queued"} 1',
    'workbench_pool_process_up{place="0",device="cpu"} 0',
    'workbench_pool_queue_requests 0',
    'workbench_pool_requests_total{outcome="refused"} 0',
    'workbench_pool_reply_tokens_total 0',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
});

test('where models run on other hosts each is named, and one that is gone stands there as down', async () => {
  const models = createModelClient({ cacheDir: '/nowhere' });
  const { processes, ...own } = models.status();
  const heard = new Date(Date.now() - 90_000).toISOString();
  const host = {
    name: 'big',
    processId: 1,
    since: now,
    capacity: 48,
    tokensPerSecond: 0,
    repliesPerSecond: 0,
  };
  const hosts = [
    { ...host, id: 'big-1-x', heardAt: new Date().toISOString(), isThere: true, processes },
    { ...host, id: 'big-2-y', heardAt: heard, isThere: false, processes },
  ];
  const status = () => ({ ...own, processes, hosts, redisAwaySince: null });
  const { get } = await serve({ models: { ...models, status } });
  const lines = (await (await get('/metrics')).text()).split('\n');
  for (const line of [
    'workbench_pool_host_up{host="big-1-x"} 1',
    'workbench_pool_host_up{host="big-2-y"} 0',
    'workbench_pool_process_up{host="big-1-x",place="0",device="cpu"} 0',
  ])
    expect(lines).toContain(line);
  const heardLine = lines.find((line) =>
    line.startsWith('workbench_pool_host_heard_seconds{host="big-2-y"}'),
  );
  expect(Number(heardLine?.split(' ')[1])).toBeGreaterThanOrEqual(90);
  expect(lines.filter((line) => /process_up\{.*big-2-y/.test(line))).toEqual([]);
});

test('from elsewhere they are for a token of the API and for researchers', async () => {
  const { db, context, fromElsewhere } = await serve();
  const refused = await fromElsewhere();
  expect(refused.status).toBe(401);
  expect(refused.headers.get('WWW-Authenticate')).toBe('Bearer');
  expect((await fromElsewhere({ Authorization: 'Bearer nothing' })).status).toBe(401);
  createApiToken(db, {
    name: 'prometheus',
    secretHash: secretHash('known'),
    beginning: 'kn',
    requestsPerMinute: 60,
    tokensPerDay: null,
    createdBy: null,
    expiresAt: null,
    now,
  });
  expect((await fromElsewhere({ Authorization: 'Bearer known' })).status).toBe(200);
  for (const [role, status] of [
    ['annotator', 401],
    ['researcher', 200],
  ] as const) {
    const { id } = createUser(db, { role, displayName: role, now });
    const cookie = (await signIn(context, id)).split(';')[0] ?? '';
    expect((await fromElsewhere({ Cookie: cookie })).status).toBe(status);
  }
});
