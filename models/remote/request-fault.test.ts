import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf } from '#tests/failure-of.ts';
import { remoteSystems } from '../generators/openai.ts';
import { type OpenAiDefinition, parseSystemDefinition } from '../generators/system-definition.ts';
import { type Answer, standIn, status } from './testing.ts';
import { withoutKey } from './without-key.ts';

const key = 'sk-very-secret-0123456789-abcdefghij';

async function refusalOf(baseUrl: string): Promise<string> {
  const value = { name: 'far', generator: 'openai', baseUrl, model: 'llama', retries: 0 };
  const definition = parseSystemDefinition({ ...value, apiKeyEnvironment: 'FAR_API_KEY' }, 'far.json');
  const asked = { context: [{ speaker: 'speaker' as const, text: 'Hello.' }], seed: 1 };
  const failure = remoteSystems({ variable: () => key }).respond(definition as OpenAiDefinition, asked);
  return ((await failureOf(failure)) as Error).message;
}

const answersOf: readonly [string, Answer][] = [
  ['whole', (response, one) => status(401, {}, `Incorrect API key provided: ${one.key}.`)(response, one)],
  ['in part', (response, one) => status(401, {}, `No such key: ${key.slice(5, 20)}***`)(response, one)],
  ['where it is cut', (response, one) => status(400, {}, `${'x'.repeat(290)}${key}`)(response, one)],
];

test.each(answersOf)('a key that a server quotes %s is not told', async (_, answer) => {
  const { baseUrl } = await standIn(answer);
  const message = await refusalOf(baseUrl);
  expect(message).toMatch(/It says: /);
  for (let at = 0; at + 8 <= key.length; at++) expect(message).not.toContain(key.slice(at, at + 8));
});

test('a key in the names of models is not told', async () => {
  const baseUrl = await serving((path, response) => {
    if (path.endsWith('/models')) return response.end(JSON.stringify({ data: [{ id: `a ${key}` }] }));
    return response.writeHead(404).end();
  });
  expect(await refusalOf(baseUrl)).toMatch(/It has: a \[key\]\.$/);
});

test.each([
  ['Bearer abc-defg-hij, said twice: abc-defg-hij', 'abc-defg-hij', 'Bearer [key], said twice: [key]'],
  ['İİ upper ABC-DEFG-HIJ', 'abc-defg-hij', 'İİ upper [key]'],
  ['the key xyz!', 'xyz', 'the key [key]!'],
  ['nothing of it: abc-def', 'abc-defg-hij', 'nothing of it: abc-def'],
  ['no key at all', undefined, 'no key at all'],
])('%j without %j is %j', (text, secret, kept) => {
  expect(withoutKey(text, secret)).toBe(kept);
});

test.each([400, 404])('an error that never ends is not read to its end (%i)', async (code) => {
  let closed = 0;
  let written = 0;
  const baseUrl = await serving((path, response) => {
    response.writeHead(path.endsWith('/models') ? 200 : code);
    const piece = Buffer.alloc(1 << 16, 97);
    const more = () => {
      while (!response.destroyed && response.write(piece)) written += piece.length;
      if (!response.destroyed) response.once('drain', more);
    };
    response.on('close', () => closed++);
    more();
  });
  expect(await refusalOf(baseUrl)).toMatch(/^The server of far/);
  await expect.poll(() => closed).toBe(code === 404 ? 2 : 1);
  expect(written).toBeLessThan(40_000_000);
});

async function serving(answer: (path: string, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    answer(request.url ?? '', response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}
