import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WorkbenchError } from '#lib/errors.ts';
import { failureOf } from '#tests/failure-of.ts';
import type { RemotePorts, Reservation, Settlement } from '../remote/remote-ports.ts';
import { type Answer, delta, standIn, status, usage, whole } from '../remote/testing.ts';
import { checkSystem } from './check-system.ts';
import type { RespondRequest } from './generator.ts';
import { remoteSystems } from './openai.ts';
import { type OpenAiDefinition, parseSystemDefinition } from './system-definition.ts';
import { withSettings } from './with-settings.ts';

/** What `remoteSystems` is given in a test: nothing waits, and what is waited for is noted. */
function ports(changes: Partial<RemotePorts> = {}) {
  const pauses: number[] = [];
  const reserved: Reservation[] = [];
  const settled: Settlement[] = [];
  const given: RemotePorts = {
    accounts: { reserve: (one) => void reserved.push(one), settle: (one) => void settled.push(one) },
    variable: (name) => ({ FAR_API_KEY: 'sesame' })[name],
    pause: async (milliseconds) => void pauses.push(milliseconds),
    random: () => 0.5,
    ...changes,
  };
  return { given, pauses, reserved, settled };
}

function definition(baseUrl: string, changes: object = {}): OpenAiDefinition {
  const value = { name: 'far', generator: 'openai', baseUrl, model: 'llama', ...changes };
  return parseSystemDefinition(value, 'far.json') as OpenAiDefinition;
}

const asked: RespondRequest = {
  context: [
    { speaker: 'speaker', text: 'My dog ran away.' },
    { speaker: 'speaker', text: 'I am so sad.' },
    { speaker: 'listener', text: 'Oh no.' },
    { speaker: 'speaker', text: 'Yes.' },
  ],
  seed: 7,
};

test('a server is asked for a chat, and what it says of its reply is kept', async () => {
  const { heard, baseUrl } = await standIn(whole(' I am sorry. '));
  const system = definition(`${baseUrl}/`, {
    ...{
      apiKeyEnvironment: 'FAR_API_KEY',
      systemPrompt: 'Be kind.',
      lengthParameter: 'max_completion_tokens',
    },
    settings: { temperature: 0.5, stopStrings: ['\n'] },
    price: { inputPerMillion: 10, outputPerMillion: 100, currency: 'EUR' },
  });
  const { given, reserved, settled } = ports();
  const reply = await remoteSystems(given).respond(system, { ...asked, settings: { maxNewTokens: 9 } });
  expect(heard).toEqual([
    {
      path: '/v1/chat/completions',
      key: 'Bearer sesame',
      body: {
        model: 'llama',
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: 'My dog ran away. I am so sad.' },
          { role: 'assistant', content: 'Oh no.' },
          { role: 'user', content: 'Yes.' },
        ],
        ...{ max_completion_tokens: 9, seed: 7, temperature: 0.5, stop: ['\n'] },
      },
    },
  ]);
  expect(reply).toMatchObject({ text: 'I am sorry.', finished: 'eos', promptTokens: 20, tokens: [] });
  const cost = (20 * 10 + 5 * 100) / 1e6;
  expect(reply.details.remote).toEqual({
    ...{ model: 'llama-3', fingerprint: 'fp_1', promptTokens: 20, completionTokens: 5, cost },
  });
  const most = reserved[0]?.most ?? 0;
  expect(most).toBeGreaterThan((60 * 10 + 9 * 100) / 1e6);
  expect(settled).toEqual([{ system: 'far', most, promptTokens: 20, completionTokens: 5, cost }]);
});

test('a streamed reply is told as it comes, in pieces cut anywhere', async () => {
  const { heard, baseUrl } = await standIn((response) => {
    const events = Buffer.from(
      `: hello\n\n${delta('Ça')}${delta(' va')}${delta('', 'length')}data:{"choices":[],"usage":${JSON.stringify(usage)}}\n\ndata: [DONE]\n\n`,
    );
    for (let at = 0; at < events.length; at += 7) response.write(events.subarray(at, at + 7));
    response.end();
  });
  const texts: string[] = [];
  const reply = await remoteSystems(ports().given).respond(definition(baseUrl), {
    ...asked,
    onToken: ({ text }) => texts.push(text),
  });
  expect(texts).toEqual(['Ça', 'Ça va']);
  expect(reply).toMatchObject({ text: 'Ça va', finished: 'length', promptTokens: 20 });
  expect(heard[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
});

test('doSample false is a temperature of 0, and options that cannot be sent are refused', async () => {
  const { heard, baseUrl } = await standIn(whole('Yes.'));
  const system = definition(baseUrl, { settings: { temperature: 0.9 } });
  expect(checkSystem(system)).toEqual({ doSample: true, temperature: 0.9, maxNewTokens: 256 });
  const greedy = withSettings(system, { doSample: false, numBeams: 1 });
  expect(checkSystem(greedy)).toEqual({ doSample: false, maxNewTokens: 256 });
  await remoteSystems(ports().given).respond(greedy as OpenAiDefinition, asked);
  expect(heard[0]?.body.temperature).toBe(0);
  for (const settings of [
    { topK: 5 },
    { numBeams: 3 },
    { frobnicate: 1 },
    { stopStrings: ['a', 'b', 'c', 'd', 'e'] },
  ])
    expect(() => checkSystem(definition(baseUrl, { settings }))).toThrow(/far/);
});

test.each([
  [{ baseUrl: 'ftp://there' }, /baseUrl/],
  [{ baseUrl: 'http://me:secret@there/v1' }, /baseUrl/],
  [{ apiKeyEnvironment: 'AWS_SECRET_ACCESS_KEY' }, /_API_KEY/],
  [{ apiKey: 'sk-1' }, /apiKey/],
  [{ spendingCap: 5 }, /price/],
])('%j is no definition', (changes, words) => {
  expect(() => definition('http://there/v1', changes)).toThrow(words);
});

test('what may pass is tried again, after twice as long each time or what the server asks for', async () => {
  const { heard, baseUrl } = await standIn(
    status(500),
    status(503),
    status(429, { 'Retry-After': '3' }),
    whole('Here.'),
  );
  const { given, pauses, settled } = ports();
  expect(await remoteSystems(given).respond(definition(baseUrl), asked)).toMatchObject({ text: 'Here.' });
  expect(pauses).toEqual([375, 750, 3000]);
  expect(heard.every(({ body }) => body.seed === 7)).toBe(true);
  expect(settled.map(({ promptTokens }) => promptTokens)).toEqual([0, 0, 0, 20]);
});

test('tries come to an end, and who asks for too long a wait is not waited for', async () => {
  const { heard, baseUrl } = await standIn(status(500, {}, 'out of memory'));
  const failure = failureOf(remoteSystems(ports().given).respond(definition(baseUrl, { retries: 2 }), asked));
  expect(await failure).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/failed \(500\).*out of memory.*tried 3 times/),
  });
  expect(heard).toHaveLength(3);
  const busy = await standIn(status(429, { 'Retry-After': '3600' }));
  const refusal = failureOf(remoteSystems(ports().given).respond(definition(busy.baseUrl), asked));
  expect(await refusal).toMatchObject({ message: expect.stringContaining('wait 3600 seconds') });
  expect(busy.heard).toHaveLength(1);
});

test.each([
  { code: 401, words: /asks for a key.*apiKeyEnvironment/, kind: 'unavailable' },
  { code: 401, words: /refuses the key in FAR_API_KEY/, changes: { apiKeyEnvironment: 'FAR_API_KEY' } },
  { code: 404, words: /no model mistral.*It has: llama/, changes: { model: 'mistral' } },
  { code: 400, words: /refuses the request.*no/, kind: 'bad-input' },
])(
  'a status of $code is told and not tried again',
  async ({ code, words, kind = 'unavailable', changes }) => {
    const { heard, baseUrl } = await standIn(status(code));
    const failure = await failureOf(
      remoteSystems(ports().given).respond(definition(baseUrl, changes), asked),
    );
    expect(failure).toMatchObject({ code: kind, message: expect.stringMatching(words) });
    expect(heard).toHaveLength(1);
  },
);

test('an error never repeats what people said', async () => {
  const { baseUrl } = await standIn(status(400, {}, 'Bad text: My dog ran away.'));
  const failure = await failureOf(remoteSystems(ports().given).respond(definition(baseUrl), asked));
  expect((failure as Error).message).not.toContain('dog');
});

const isTried = { retries: 1 };

test.each<[string, Answer, RegExp]>([
  ['says nothing', () => {}, /no whole answer within/],
  [
    'never ends',
    (response) => void setInterval(() => response.write(delta('more ')), 10).unref(),
    /no whole answer/,
  ],
  ['breaks off', (response) => void response.end(delta('Oh')), /broke off/],
  [
    'drops the connection',
    (response) => {
      response.write(delta('Oh'));
      setTimeout(() => response.destroy(), 20);
    },
    /connection to far.*failed/,
  ],
  ['sends no JSON', (response) => void response.end('data: {"choi\n\n'), /not the JSON/],
  [
    'reports an error',
    (response) => void response.end('data: {"error":{"message":"x"}}\n\n'),
    /error of its own/,
  ],
])('a stream that %s is tried again, and may have cost its most', async (_, answer, words) => {
  const { heard, baseUrl } = await standIn(answer);
  const { given, reserved, settled } = ports();
  const price = { inputPerMillion: 1, outputPerMillion: 1, currency: 'EUR' };
  // A busy machine may take its time: only what never ends is not waited for.
  const timeoutMs = words.source.includes('no whole answer') ? 200 : 30_000;
  const system = definition(baseUrl, { ...isTried, price, timeoutMs });
  const failure = await failureOf(remoteSystems(given).respond(system, { ...asked, onToken: () => {} }));
  expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringMatching(words) });
  expect(heard).toHaveLength(2);
  expect(settled.map(({ cost }) => cost)).toEqual(reserved.map(({ most }) => most));
});

test('an answer that is no JSON, has no choice or no words is told', async () => {
  const html = await standIn((response) => void response.end('<html>'));
  const respond = (baseUrl: string) =>
    failureOf(remoteSystems(ports().given).respond(definition(baseUrl, isTried), asked));
  expect(await respond(html.baseUrl)).toMatchObject({ message: expect.stringContaining('not the JSON') });
  const none = await standIn((response) => void response.end('{"choices":[]}'));
  expect(await respond(none.baseUrl)).toMatchObject({ message: expect.stringContaining('no choice') });
  const empty = await standIn(whole('  ', 'content_filter'));
  expect(await respond(empty.baseUrl)).toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/empty answer \(content_filter\)/),
  });
  expect(empty.heard).toHaveLength(1);
});

test('where no server is, it is said so, and costs nothing', async () => {
  const { given, settled } = ports();
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const price = { inputPerMillion: 1, outputPerMillion: 1, currency: 'EUR' };
  const system = definition(`http://127.0.0.1:${port}/v1`, { price });
  const failure = await failureOf(remoteSystems(given).respond(system, asked));
  expect(failure).toMatchObject({
    message: expect.stringMatching(/No server answers at http:\/\/127.0.0.1/),
  });
  expect(settled.map(({ cost }) => cost)).toEqual([0, 0, 0, 0]);
});

test('a key that is not set is told before anything is sent', async () => {
  const { heard, baseUrl } = await standIn(whole('Yes.'));
  const system = definition(baseUrl, { apiKeyEnvironment: 'OTHER_API_KEY' });
  const failure = await failureOf(remoteSystems(ports().given).respond(system, asked));
  expect(failure).toMatchObject({ message: expect.stringMatching(/OTHER_API_KEY is not set/) });
  expect(heard).toHaveLength(0);
});

test('a key is asked for with the address that it is for', async () => {
  const { heard, baseUrl } = await standIn(whole('Yes.'));
  const variable = (name: string, address: string) => {
    throw new WorkbenchError('unavailable', `${name} is not for ${address}`);
  };
  const system = definition(baseUrl, { apiKeyEnvironment: 'FAR_API_KEY' });
  const failure = await failureOf(remoteSystems(ports({ variable }).given).respond(system, asked));
  expect(failure).toMatchObject({ message: `FAR_API_KEY is not for ${baseUrl}` });
  expect(heard).toHaveLength(0);
});

test('the key and the words go nowhere else: a redirection is not followed', async () => {
  const other = await standIn(whole('Yes.'));
  const { baseUrl } = await standIn((response) => {
    response.writeHead(307, { Location: `${other.baseUrl}/chat/completions` }).end();
  });
  await failureOf(remoteSystems(ports().given).respond(definition(baseUrl, isTried), asked));
  expect(other.heard).toHaveLength(0);
});

test('what the cap does not allow is not sent, and without accounts nothing with a cap is', async () => {
  const { heard, baseUrl } = await standIn(whole('Yes.'));
  const capped = definition(baseUrl, {
    ...{ price: { inputPerMillion: 1, outputPerMillion: 1, currency: 'EUR' }, spendingCap: 1 },
  });
  const refuse = () => {
    throw new WorkbenchError('unavailable', 'the cap is reached');
  };
  const { given } = ports({ accounts: { reserve: refuse, settle: () => {} } });
  expect(await failureOf(remoteSystems(given).respond(capped, asked))).toMatchObject({
    message: 'the cap is reached',
  });
  expect(await failureOf(remoteSystems({}).respond(capped, asked))).toMatchObject({ code: 'unavailable' });
  expect(heard).toHaveLength(0);
});

test('no more are asked at once than the definition says, and who leaves while waiting is not asked for', async () => {
  let underWay = 0;
  let most = 0;
  const { heard, baseUrl } = await standIn((response, one) => {
    most = Math.max(most, ++underWay);
    setTimeout(() => {
      underWay--;
      whole('Yes.')(response, one);
    }, 20);
  });
  const system = definition(baseUrl, { concurrency: 2 });
  const remote = remoteSystems(ports().given);
  const leave = new AbortController();
  const all = Array.from({ length: 6 }, () => remote.respond(system, asked));
  const left = failureOf(remote.respond(system, { ...asked, signal: leave.signal }));
  leave.abort();
  expect(await left).toMatchObject({ code: 'interrupted' });
  await Promise.all(all);
  expect(most).toBe(2);
  expect(heard).toHaveLength(6);
});

test('more than so many do not wait, but are told when to come again', async () => {
  const { baseUrl, heard } = await standIn((response, one) => {
    setTimeout(() => whole('Yes.')(response, one), 20);
  });
  const system = definition(baseUrl, { concurrency: 2 });
  const outcomesOf = (changes: Partial<RemotePorts>, count: number) => {
    const remote = remoteSystems(ports(changes).given);
    return Promise.allSettled(Array.from({ length: count }, () => remote.respond(system, asked)));
  };
  const refused = (outcomes: PromiseSettledResult<unknown>[]) =>
    outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const crowd = refused(await outcomesOf({}, 40));
  expect(crowd).toHaveLength(40 - 2 - 32);
  expect(crowd[0]).toMatchObject({ code: 'busy', details: { retryAfterSeconds: expect.any(Number) } });
  expect(heard).toHaveLength(34);
  // A long run waits for all that it asks.
  expect(refused(await outcomesOf({ mostWaiting: Number.POSITIVE_INFINITY }, 40))).toEqual([]);
});

test('a request ends with its time, in whatever it waits for', async () => {
  const silent = await standIn(() => {});
  const price = { inputPerMillion: 1, outputPerMillion: 1, currency: 'EUR' };
  const system = definition(silent.baseUrl, { concurrency: 1, price });
  const { given, reserved, settled } = ports({ timeLimitMs: 200 });
  const remote = remoteSystems(given);
  const failures = await Promise.all([1, 2].map(() => failureOf(remote.respond(system, asked))));
  for (const failure of failures)
    expect(failure).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('far gave no whole'),
    });
  // It may have been answered too late.
  expect(settled[0]?.cost).toBe(reserved[0]?.most);
  // What asks to wait for longer than there is time is not waited for.
  const { heard, baseUrl } = await standIn(status(429, { 'Retry-After': '100' }));
  const hurried = ports({ timeLimitMs: 60_000 });
  const refusal = await failureOf(remoteSystems(hurried.given).respond(definition(baseUrl), asked));
  expect(refusal).toMatchObject({ code: 'unavailable', message: expect.stringContaining('(429)') });
  expect(hurried.pauses).toEqual([]);
  expect(heard).toHaveLength(1);
});

test('leaving hangs up', async () => {
  const leave = new AbortController();
  let hungUp = () => {};
  const isHungUp = new Promise<void>((resolve) => {
    hungUp = resolve;
  });
  const { baseUrl } = await standIn((response) => {
    response.on('close', hungUp);
    response.write(delta('Oh'));
    leave.abort();
  });
  const request = { ...asked, signal: leave.signal, onToken: () => {} };
  const failure = await failureOf(remoteSystems(ports().given).respond(definition(baseUrl), request));
  expect(failure).toMatchObject({ code: 'interrupted' });
  await isHungUp;
});
