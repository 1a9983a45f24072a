import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import express from 'express';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { listApiTokens } from '#db/queries/api-tokens.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { ModelClient, RespondRequest } from '#models/client.ts';
import { openAiApi } from '../../server/api/open-ai-api.ts';
import { asked, expectUnavailable, now, openAiWorld, served, thrownBy } from './open-ai-world.ts';

const { db, shutdown, token, client } = openAiWorld();

/** The API over a client whose one system does what a test says. */
async function strained(respond: (request: RespondRequest) => Promise<unknown>, stallMs = 60_000) {
  const fake = {
    respond: (_: unknown, request: RespondRequest) => respond(request),
    capacity: 16,
  } as unknown as ModelClient;
  const app = express().use(
    '/v1',
    openAiApi({ db, models: fake, log: pino({ level: 'silent' }), shutdown, stallMs }),
  );
  const { server, address } = await served(app);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return address;
}

const reply = (text: string) => ({
  ...{ text, raw: text, tokens: [1], logProbabilities: [0], finished: 'eos', promptTokens: 3, details: {} },
});

/** Ends as a reply does that is stopped. */
const untilStopped = (signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () =>
      reject(new WorkbenchError('interrupted', 'The reply was stopped.')),
    );
  });

test('a full queue is told with when to come again, in a stream too', async () => {
  const baseURL = await strained(async () => {
    throw new WorkbenchError('busy', 'Too many people are waiting.', { retryAfterSeconds: 7 });
  });
  for (const stream of [false, true]) {
    const error = await thrownBy(client(undefined, baseURL).chat.completions.create({ ...asked, stream }));
    expect(error).toMatchObject({
      status: 503,
      code: 'server_busy',
      message: expect.stringContaining('waiting'),
    });
    expect(error.headers?.get('retry-after')).toBe('7');
  }
});

test('one request is written a few texts at a time, and one token has no more under way', async () => {
  let underWay = 0;
  let most = 0;
  let isHeld = true;
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const baseURL = await strained(async ({ context, key }) => {
    most = Math.max(most, ++underWay);
    if (isHeld) await held;
    await new Promise((resolve) => setTimeout(resolve, 1));
    underWay--;
    return reply(`${context[0]?.text} ${key ?? 'alone'}`);
  });
  const api = client(undefined, baseURL);
  const prompt = Array.from({ length: 16 }, (_, index) => `prompt ${index}`);
  const large = api.completions.create({ model: 'tiny-caire', prompt, n: 8, max_tokens: 9 });
  await expect.poll(() => most).toBe(8);
  const error = await thrownBy(api.chat.completions.create(asked));
  expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
  expect(error.headers?.get('retry-after')).toBe('2');
  const other = client(undefined, baseURL).chat.completions.create(asked);
  await expect.poll(() => most).toBe(9);
  isHeld = false;
  go();
  await other;
  const { choices } = await large;
  expect(choices.map(({ text }) => text)).toEqual(
    prompt.flatMap((text) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((key) => `${text} ${key ? `choice ${key}` : 'alone'}`),
    ),
  );
  expect(most).toBe(9);
  await api.chat.completions.create(asked);
});

test('a model that cannot be run is no fault of the asker, and tells no folder', async () => {
  const baseURL = await strained(async () => {
    throw new WorkbenchError(
      'bad-input',
      `${tmpdir()}/model.safetensors ends inside tensor "h": it is truncated.`,
    );
  });
  await expectUnavailable(client(undefined, baseURL), 'tiny-caire');
});

test('what fails in the middle of a stream is told in it, and a defect tells nothing of itself', async () => {
  const baseURL = await strained(async ({ onToken }) => {
    onToken?.({ token: 1, logProbability: 0, text: 'One two three' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw new Error('a secret of the program');
  });
  const stream = await client(undefined, baseURL).chat.completions.create({ ...asked, stream: true });
  const heard: string[] = [];
  const error = await thrownBy(
    (async () => {
      for await (const { choices } of stream) heard.push(choices[0]?.delta.content ?? '');
    })(),
  );
  expect(heard.join('')).toBe('One two');
  expect(error.message).not.toContain('secret');
});

test('a client that leaves stops what is written for it, and pays for what was written', async () => {
  let stopped = () => {};
  const isStopped = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const baseURL = await strained(async ({ onToken, signal }) => {
    onToken?.({ token: 1, logProbability: 0, text: 'One two', promptTokens: 9 });
    signal?.addEventListener('abort', stopped);
    return untilStopped(signal);
  });
  const made = token({ name: 'leaver' });
  const stream = await client(made.secret, baseURL).chat.completions.create({ ...asked, stream: true });
  for await (const _ of stream) break;
  await isStopped;
  const total = () => listApiTokens(db, now).find(({ id }) => id === made.id)?.total;
  await expect
    .poll(total, { timeout: 10_000 })
    .toEqual({ requests: 1, promptTokens: 9, completionTokens: 1 });
});

test('one that waits for a whole reply and leaves stops it, too', async () => {
  const stops: string[] = [];
  const baseURL = await strained(async ({ signal }) => {
    signal?.addEventListener('abort', () => stops.push('stopped'));
    return untilStopped(signal);
  });
  const leave = new AbortController();
  const waiting = client(undefined, baseURL).chat.completions.create(
    { ...asked, n: 2 },
    { signal: leave.signal },
  );
  setTimeout(() => leave.abort(), 100);
  await expect(waiting).rejects.toThrow();
  await expect.poll(() => stops).toEqual(['stopped', 'stopped']);
});

test('a client that never reads is hung up on, and harms nobody', { timeout: 60_000 }, async () => {
  let written = 0;
  let hasStopped = false;
  const baseURL = await strained(async ({ context, onToken, signal }) => {
    if (context[0]?.text !== 'Tell me everything.') return reply('Yes.');
    signal?.addEventListener('abort', () => {
      hasStopped = true;
    });
    // Far more than the sockets of both sides hold.
    let text = '';
    while (!signal?.aborted) {
      text += ' word'.repeat(20_000);
      written = text.length;
      onToken?.({ token: 1, logProbability: 0, text });
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (text.length > 60_000_000) await untilStopped(signal);
    }
    throw new WorkbenchError('interrupted', 'The reply was stopped.');
  }, 500);
  const body = { ...asked, messages: [{ role: 'user', content: 'Tell me everything.' }], stream: true };
  const unread = httpRequest(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token().secret}` },
  });
  const hungUp = new Promise<void>((resolve) => unread.on('close', () => resolve()).on('error', () => {}));
  unread.on('response', (response) => void response.pause().on('error', () => {}));
  unread.end(JSON.stringify(body));
  await expect.poll(() => written, { timeout: 30_000 }).toBeGreaterThan(1_000_000);
  const other = await client(undefined, baseURL).chat.completions.create(asked);
  expect(other.choices[0]?.message.content).toBe('Yes.');
  await expect.poll(() => hasStopped, { timeout: 30_000 }).toBe(true);
  unread.destroy();
  await hungUp;
});
