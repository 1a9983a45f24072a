import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import express from 'express';
import OpenAI, { AuthenticationError, BadRequestError, NotFoundError, RateLimitError } from 'openai';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { listApiTokens, revokeApiToken } from '#db/queries/api-tokens.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { makeApiToken, usualLimits } from '#jobs/make-api-token.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { createModelClient, type ModelClient, type RespondRequest } from '#models/client.ts';
import { tinyCaire, tinyT5 } from '#models/generators/testing.ts';
import { openAiApi } from '../../server/api/open-ai-api.ts';
import { createServer } from '../../server/create-server.ts';
import { requestContext } from '../request-context.ts';

const folder = mkdtempSync(join(tmpdir(), 'workbench-api-'));
const now = '2026-01-02T03:04:05.000Z';
const log = pino({ level: 'silent' });
const shutdown = new AbortController();
let db: Db;
let models: ModelClient;
let server: Server;
let address: string;

beforeAll(async () => {
  db = openDatabase(join(folder, 'workbench.sqlite'));
  migrateDatabase(db);
  const systems = [
    tinyCaire(folder),
    tinyT5(folder, { settings: { doSample: false, minNewTokens: 5 } }),
    tinyT5(folder, { name: 'beams', settings: { numBeams: 3 } }),
    tinyCaire(folder, { name: 'broken', checkpoint: join(folder, 'nowhere') }),
    { name: 'random', generator: 'random' as const },
  ];
  for (const definition of systems)
    addGenerator(db, { name: definition.name, description: '', definition, now });
  models = createModelClient({ cacheDir: join(folder, 'compiled'), processes: 1, identifiers: null });
  const pages = {
    mode: 'production' as const,
    assets: [],
    build: () => Promise.reject(new Error('no pages')),
  };
  const loadContext = requestContext(db, { models, shutdown: shutdown.signal });
  server = createServer({ pages, isReady: () => true, loadContext }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});

afterAll(async () => {
  shutdown.abort();
  server.closeAllConnections();
  server.close();
  await models.close();
  db.driver.close();
  rmSync(folder, { recursive: true, force: true });
});

function token(changes: Partial<Parameters<typeof makeApiToken>[1]> = {}) {
  return makeApiToken(db, {
    ...{ name: 'test', ...usualLimits, requestsPerMinute: 1000, createdBy: null, expiresAt: null, now },
    ...changes,
  });
}

function client(apiKey = token().secret, baseURL = address): OpenAI {
  return new OpenAI({ apiKey, baseURL, maxRetries: 0 });
}

const sad = [{ role: 'user' as const, content: 'My dog is sad.' }];
const asked = { model: 'tiny-caire', messages: sad, seed: 5, max_tokens: 12 };

async function thrownBy(work: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof OpenAI.APIError) return error;
  throw new Error(`it was not refused as the API refuses: ${error}`);
}

describe('models', () => {
  test('those that can answer are listed, and each is found by its name', async () => {
    const { data } = await client().models.list();
    expect(data.map(({ id }) => id)).toEqual(['beams', 'tiny-caire', 'tiny-t5']);
    const model = await client().models.retrieve('tiny-t5');
    expect(model).toEqual({ id: 'tiny-t5', object: 'model', created: 1767323045, owned_by: 'workbench' });
  });

  test.each(['nobody', 'broken', 'random'])('%s is no model that is served', async (name) => {
    const error = await thrownBy(client().models.retrieve(name));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: 'model_not_found', type: 'invalid_request_error' });
  });
});

describe('chat', { timeout: 180_000 }, () => {
  test('a reply has the form of the API, and the seed gives it again, also over any other way of asking', async () => {
    const given = await client().chat.completions.create(asked);
    const direct = await models.respond(tinyCaire(folder), {
      context: [{ speaker: 'speaker', text: 'My dog is sad.' }],
      settings: { maxNewTokens: 12 },
      seed: 5,
    });
    expect(given).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'tiny-caire',
      system_fingerprint: expect.stringMatching(/^fp_[0-9a-f]{12}$/),
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: direct.text, refusal: null },
          logprobs: null,
          finish_reason: direct.finished === 'length' ? 'length' : 'stop',
        },
      ],
      usage: {
        prompt_tokens: direct.promptTokens,
        completion_tokens: direct.tokens.length,
        total_tokens: (direct.promptTokens ?? 0) + direct.tokens.length,
      },
    });
    const other = await client().chat.completions.create({ ...asked, seed: 6 });
    expect(other.choices[0]?.message.content).not.toBe(given.choices[0]?.message.content);
  });

  test('a message that was given is taken back as a turn, and changes the reply', async () => {
    const api = client();
    const first = (await api.chat.completions.create(asked)).choices[0]!.message;
    const messages = [
      ...sad,
      first,
      { role: 'user' as const, content: [{ type: 'text' as const, text: 'Why?' }] },
    ];
    const second = await api.chat.completions.create({ ...asked, messages });
    const direct = await models.respond(tinyCaire(folder), {
      context: [
        { speaker: 'speaker', text: 'My dog is sad.' },
        { speaker: 'listener', text: first.content ?? '' },
        { speaker: 'speaker', text: 'Why?' },
      ],
      settings: { maxNewTokens: 12 },
      seed: 5,
    });
    expect(second.choices[0]?.message.content).toBe(direct.text);
  });

  test('a stream is the reply in pieces: the role first, the text, how it ended, the use, the end', async () => {
    const whole = await client().chat.completions.create({ ...asked, n: 2, logprobs: true });
    const stream = await client().chat.completions.create({
      ...asked,
      ...{ n: 2, logprobs: true, stream: true, stream_options: { include_usage: true } },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.every(({ object, id }) => object === 'chat.completion.chunk' && id === chunks[0]?.id)).toBe(
      true,
    );
    expect(chunks.slice(0, 2).map(({ choices }) => choices[0]?.delta)).toEqual(
      Array(2).fill({ role: 'assistant', content: '', refusal: null }),
    );
    for (const index of [0, 1]) {
      const own = chunks.flatMap(({ choices }) => choices.filter((choice) => choice.index === index));
      const expected = whole.choices[index]!;
      expect(own.map(({ delta }) => delta.content ?? '').join('')).toBe(expected.message.content);
      expect(own.flatMap(({ logprobs }) => logprobs?.content ?? [])).toEqual(expected.logprobs?.content);
      expect(own.map(({ finish_reason }) => finish_reason).filter(Boolean)).toEqual([expected.finish_reason]);
    }
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    const parts = whole.choices[0]?.logprobs?.content?.map((part) => part.token).join('');
    expect(parts).toBe(whole.choices[0]?.message.content);
  });

  test('the helper of the client that gathers a stream is content with it', async () => {
    const gathered = client().chat.completions.stream({ ...asked, stream: true });
    const whole = await client().chat.completions.create(asked);
    expect(await gathered.finalContent()).toBe(whole.choices[0]?.message.content);
  });

  test('the first of several choices is the one that is given alone', async () => {
    const one = await client().chat.completions.create(asked);
    const { choices, usage } = await client().chat.completions.create({ ...asked, n: 3 });
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(choices[0]?.message.content).toBe(one.choices[0]?.message.content);
    expect(new Set(choices.map(({ message }) => message.content)).size).toBe(3);
    expect(usage?.prompt_tokens).toBe(one.usage?.prompt_tokens);
  });

  test('temperature 0 is the likeliest reply, and max_tokens is kept to, below a system’s shortest too', async () => {
    const model = 'tiny-t5';
    const seeds = await Promise.all(
      [1, 2].map((seed) =>
        client().chat.completions.create({
          model,
          messages: sad,
          seed,
          temperature: 0,
          top_p: 1,
          max_completion_tokens: 3,
        }),
      ),
    );
    expect(seeds[0]?.choices).toEqual(seeds[1]?.choices);
    expect(seeds[0]).toMatchObject({
      choices: [{ finish_reason: 'length' }],
      usage: { completion_tokens: 3 },
    });
    const drawn = await client().chat.completions.create({
      model,
      messages: sad,
      seed: 1,
      temperature: 2,
      max_tokens: 9,
    });
    const again = await client().chat.completions.create({
      model,
      messages: sad,
      seed: 2,
      temperature: 2,
      max_tokens: 9,
    });
    expect(drawn.choices[0]?.message.content).not.toBe(again.choices[0]?.message.content);
  });

  test('a stop string ends the reply before it, with beams too', async () => {
    for (const model of ['tiny-caire', 'beams']) {
      const whole = await client().chat.completions.create({ ...asked, model });
      const text = whole.choices[0]?.message.content ?? '';
      const stop = text.slice(3, 5);
      const cut = await client().chat.completions.create({ ...asked, model, stop: [stop, 'never said'] });
      expect(cut.choices[0]).toMatchObject({
        message: { content: text.slice(0, text.indexOf(stop)) },
        finish_reason: 'stop',
      });
      expect(cut.usage?.prompt_tokens).toBe(whole.usage?.prompt_tokens);
    }
  });
});

describe('completions', { timeout: 180_000 }, () => {
  test('each prompt is answered as what one person says', async () => {
    const { messages: _, ...rest } = asked;
    const prompt = ['My dog is sad.', 'I won!'];
    const given = await client().completions.create({ ...rest, prompt, n: 2, logprobs: 0 });
    expect(given).toMatchObject({ object: 'text_completion', id: expect.stringMatching(/^cmpl-/) });
    expect(given.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    const chat = await client().chat.completions.create({ ...asked, n: 2, logprobs: true });
    expect(given.choices.slice(0, 2).map(({ text }) => text)).toEqual(
      chat.choices.map(({ message }) => message.content),
    );
    const [first] = given.choices;
    expect(first?.logprobs?.token_logprobs).toEqual(
      chat.choices[0]?.logprobs?.content?.map(({ logprob }) => logprob),
    );
    expect(first?.logprobs?.text_offset?.[0]).toBe(0);
    const stream = await client().completions.create({ ...rest, prompt, n: 2, stream: true });
    const texts = ['', '', '', ''];
    for await (const { choices } of stream) for (const { index, text } of choices) texts[index] += text;
    expect(texts).toEqual(given.choices.map(({ text }) => text));
  });
});

describe('refusals', () => {
  test.each([
    [{ frobnicate: 1 }, 'frobnicate', 'unknown_parameter'],
    [{ messages: [{ role: 'user', content: 'Hi.', mood: 'good' }] }, 'messages[0].mood', 'unknown_parameter'],
    [
      { messages: [{ role: 'system', content: 'Be kind.' }, ...sad] },
      'messages[0].role',
      'unsupported_value',
    ],
    [{ messages: [...sad, { role: 'assistant', content: 'Oh.' }] }, 'messages', null],
    [{ messages: [] }, 'messages', 'invalid_value'],
    [{ messages: undefined }, 'messages', 'missing_required_parameter'],
    [{ model: undefined }, 'model', 'missing_required_parameter'],
    [{ n: 9 }, 'n', 'invalid_value'],
    [{ temperature: 2.1 }, 'temperature', 'invalid_value'],
    [{ top_p: 0 }, 'top_p', 'invalid_value'],
    [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop', 'invalid_value'],
    [{ max_tokens: 0 }, 'max_tokens', 'invalid_value'],
    [{ max_tokens: 5, max_completion_tokens: 6 }, 'max_tokens', null],
    [{ presence_penalty: 0.5 }, 'presence_penalty', 'unsupported_parameter'],
    [{ logprobs: true, top_logprobs: 2 }, 'top_logprobs', 'unsupported_parameter'],
    [{ model: 'beams', logprobs: true }, 'logprobs', 'unsupported_value'],
    [{ tools: [{ type: 'function' }] }, 'tools', 'unsupported_parameter'],
    [{ response_format: { type: 'json_object' } }, 'response_format', 'unsupported_parameter'],
    [{ stream_options: { include_usage: true } }, 'stream_options', null],
    [{ messages: [{ role: 'user', content: 'a'.repeat(20_001) }] }, null, null],
    [{ messages: [{ role: 'user', content: '\u200b' }] }, null, null],
  ])('%j names %s', async (changes, param, code) => {
    const error = await thrownBy(client().chat.completions.create({ ...asked, ...changes } as typeof asked));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ param, code, type: 'invalid_request_error' });
  });

  test.each([[{ echo: true }], [{ suffix: 'x' }], [{ best_of: 2 }], [{ logprobs: 2 }], [{ prompt: [1, 2] }]])(
    'completions refuse %j',
    async (changes) => {
      const body = { model: 'tiny-caire', prompt: 'Hi.', ...changes };
      const error = await thrownBy(
        client().completions.create(body as unknown as { model: string; prompt: string }),
      );
      expect(error).toBeInstanceOf(BadRequestError);
      expect(error.param).toMatch(new RegExp(`^${Object.keys(changes)[0]}`));
    },
  );

  test('parameters that ask for nothing are taken', { timeout: 180_000 }, async () => {
    const neutral = {
      ...{
        presence_penalty: 0,
        frequency_penalty: null,
        logit_bias: {},
        response_format: { type: 'text' as const },
      },
      ...{ store: false, tools: [], user: 'ann', service_tier: 'auto' as const },
    };
    const plain = await client().chat.completions.create(asked);
    const given = await client().chat.completions.create({ ...asked, ...neutral });
    expect(given.choices).toEqual(plain.choices);
  });

  test('nobody comes in without a token that works, whatever cookie they have', async () => {
    const cookie = { Cookie: 'workbench_session=anything', Origin: address };
    const without = await fetch(`${address}/models`, { headers: cookie });
    expect(without.status).toBe(401);
    expect(without.headers.get('access-control-allow-origin')).toBeNull();
    const made = token();
    await client(made.secret).models.list();
    revokeApiToken(db, { named: made.beginning, now });
    const error = await thrownBy(client(made.secret).models.list());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.code).toBe('invalid_api_key');
  });

  test('what is no JSON, no object or no address here is told in the same form', async () => {
    const headers = { Authorization: `Bearer ${token().secret}`, 'Content-Type': 'application/json' };
    const post = async (path: string, body: string) => {
      const response = await fetch(`${address}${path}`, { method: 'POST', headers, body });
      return [response.status, await response.json()];
    };
    const error = { type: 'invalid_request_error', message: expect.any(String) };
    expect(await post('/chat/completions', '{"model":')).toMatchObject([400, { error }]);
    expect(await post('/chat/completions', '[]')).toMatchObject([400, { error }]);
    expect(await post('/embeddings', '{}')).toMatchObject([404, { error: { code: 'unknown_url' } }]);
    expect(await post('/chat/completions', JSON.stringify('x'.repeat(3_000_000)))).toMatchObject([
      413,
      { error },
    ]);
  });
});

describe('limits', { timeout: 180_000 }, () => {
  test('requests a minute', async () => {
    const api = client(token({ requestsPerMinute: 2 }).secret);
    const { response } = await api.chat.completions.create(asked).withResponse();
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('2');
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('1');
    await api.chat.completions.create(asked);
    const error = await thrownBy(api.chat.completions.create(asked));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ code: 'rate_limit_exceeded', type: 'requests' });
    const pause = Number(error.headers?.get('retry-after'));
    expect(pause).toBeGreaterThan(50);
    expect(pause).toBeLessThanOrEqual(60);
    expect(error.headers?.get('x-ratelimit-remaining-requests')).toBe('0');
  });

  test('tokens a day, and the use is kept', async () => {
    const made = token({ name: 'counted', tokensPerDay: 30 });
    const api = client(made.secret);
    const first = await api.chat.completions.create({ ...asked, max_tokens: 12, n: 2 });
    const used = first.usage?.completion_tokens ?? 0;
    expect(used).toBeGreaterThanOrEqual(20);
    const error = await thrownBy(api.chat.completions.create(asked));
    expect(error).toMatchObject({ status: 429, type: 'tokens' });
    const kept = () => listApiTokens(db, new Date().toISOString()).find(({ id }) => id === made.id);
    await expect.poll(() => kept()?.today.completionTokens, { timeout: 10_000 }).toBe(used);
    expect(kept()?.total).toEqual({
      ...{ requests: 1, promptTokens: first.usage?.prompt_tokens, completionTokens: used },
    });
  });
});

describe('curl', { timeout: 180_000 }, () => {
  const isThere = (process.env.PATH ?? '').split(delimiter).some((place) => existsSync(join(place, 'curl')));

  test.skipIf(!isThere)('streams and lists', async () => {
    const run = promisify(execFile);
    const auth = ['-sS', '-H', `Authorization: Bearer ${token().secret}`];
    const listed = await run('curl', [...auth, `${address}/models`]);
    expect(JSON.parse(listed.stdout)).toMatchObject({ object: 'list' });
    const body = JSON.stringify({ ...asked, stream: true });
    const { stdout } = await run('curl', [...auth, '-N', '-d', body, `${address}/chat/completions`]);
    const events = stdout.trim().split('\n\n');
    expect(events.every((event) => event.startsWith('data: '))).toBe(true);
    expect(events.at(-1)).toBe('data: [DONE]');
  });
});

describe('under strain', () => {
  /** The API over a client whose one system does what a test says. */
  async function strained(respond: (request: RespondRequest) => Promise<unknown>, stallMs = 60_000) {
    const fake = {
      respond: (_: unknown, request: RespondRequest) => respond(request),
      capacity: 16,
    } as unknown as ModelClient;
    const app = express().use(
      '/v1',
      openAiApi({ db, models: fake, log, shutdown: shutdown.signal, stallMs }),
    );
    const own = createHttpServer(app).listen(0, '127.0.0.1');
    await once(own, 'listening');
    onTestFinished(() => {
      own.closeAllConnections();
      own.close();
    });
    return `http://127.0.0.1:${(own.address() as AddressInfo).port}/v1`;
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
    const gone = mkdtempSync(join(tmpdir(), 'workbench-gone-'));
    addGenerator(db, { name: 'gone', description: '', definition: tinyCaire(gone, { name: 'gone' }), now });
    rmSync(gone, { recursive: true });
    const real = client();
    const broken = client(
      undefined,
      await strained(async () => {
        throw new WorkbenchError(
          'bad-input',
          `${gone}/model.safetensors ends inside tensor "h": it is truncated.`,
        );
      }),
    );
    for (const [api, model] of [[real, 'gone'] as const, [broken, 'tiny-caire'] as const])
      for (const stream of [false, true]) {
        const error = await thrownBy(api.chat.completions.create({ ...asked, model, stream }));
        expect(error).toMatchObject({ status: 503, code: 'unavailable', param: 'model' });
        expect(error.message).not.toContain(tmpdir());
      }
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
});
