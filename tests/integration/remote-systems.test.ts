import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LiveEvent } from '#app/components/live/live-events.ts';
import { ownSettings } from '#app/components/live/live-request.ts';
import { readEventStream } from '#app/components/live/read-event-stream.ts';
import * as live from '#app/routes/_research.live.answers.ts';
import * as newRemote from '#app/routes/_research.remote-systems.new.tsx';
import { listLiveSystems } from '#app/server/live-systems.server.ts';
import { systemPage } from '#app/server/system-page.server.ts';
import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { remoteUse } from '#db/queries/remote-usage.ts';
import { findSystemDetails } from '#db/queries/systems.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { remotePorts } from '#jobs/remote-ports.ts';
import { createModelClient } from '#models/client.ts';
import { delta, standIn, status, whole } from '#models/remote/testing.ts';
import { runCli, temporaryDataDir } from '../../cli/testing.ts';
import { requestContext } from '../request-context.ts';
import { visitor } from '../visitor.ts';

const dialogues = new URL('../../fixtures/dialogues/dialogues.jsonl', import.meta.url).pathname;
const price = { inputPerMillion: 1, outputPerMillion: 1, currency: 'EUR' };

/** A data folder with dialogues, and the file of a remote system. */
async function workplace(baseUrl: string, changes: object = {}) {
  const dir = temporaryDataDir();
  const file = join(dir, 'far.json');
  const definition = { name: 'far', generator: 'openai', baseUrl, model: 'llama', retries: 0, ...changes };
  writeFileSync(file, JSON.stringify(definition));
  const run = async (...argv: readonly string[]) => {
    const { status: code, stdout, stderr } = await runCli(dir, ...argv, '--json');
    return { code, out: stdout ? JSON.parse(stdout.split('\n')[0] ?? '') : null, stderr };
  };
  await run('import', 'dataset', dialogues, '--name', 'demo', '--format', 'jsonl');
  expect((await run('systems', 'add', file)).code).toBe(0);
  const generate = (limit: number, ...more: readonly string[]) =>
    run('generate', '--system', 'far', '--dataset', 'demo', '--no-levels', '--limit', String(limit), ...more);
  return { dir, run, generate };
}

test('a run has its settings stored, stops where the server fails and is gone on with', {
  timeout: 90_000,
}, async () => {
  const { baseUrl, heard } = await standIn(
    whole('One.'),
    whole('Two.'),
    status(500, {}, 'on fire'),
    whole('More.'),
  );
  const { dir, run, generate } = await workplace(baseUrl, {
    ...{ systemPrompt: 'Be kind.', settings: { temperature: 0.5 }, concurrency: 1, price },
  });
  const broken = await generate(6, '--seed', '3');
  expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('on fire') });
  const rest = await generate(6, '--seed', '3');
  expect(rest.out).toMatchObject({ contexts: 6, already_there: 2, generated: 4 });
  expect(heard.every(({ body }) => body.seed === 3 && body.temperature === 0.5)).toBe(true);

  const db = openDatabase(databasePath(dir), { readonly: true });
  const settings = JSON.parse(
    String(db.driver.prepare('select settings from runs where id = ?').pluck().get(rest.out.run)),
  );
  const details = db.driver.prepare('select details from response_details limit 1').pluck().get();
  db.driver.close();
  expect(settings).toMatchObject({
    ...{ generator: 'openai', baseUrl, model: 'llama', systemPrompt: 'Be kind.', seed: 3, price },
    decoding: { doSample: true, temperature: 0.5, maxNewTokens: 256 },
  });
  expect(JSON.parse(String(details)).remote).toMatchObject({ model: 'llama-3', fingerprint: 'fp_1' });
  const shown = await run('systems', 'show', 'far');
  expect(shown.out).toMatchObject({
    kind: 'remote',
    use: { promptTokens: 120, completionTokens: 30 },
  });
});

test('a cap on spending holds over requests at once, and over starts', { timeout: 90_000 }, async () => {
  const { baseUrl, heard } = await standIn(whole('Yes.'));
  // Each answer counts 25 tokens, and is let through where 256 and a prompt's bytes still fit.
  const { dir, generate } = await workplace(baseUrl, { price, spendingCap: 0.002, concurrency: 8 });
  const first = await generate(60);
  expect(first).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/spending cap of 0\.002.*Raise spendingCap/),
  });
  // Eighty answers are the cap; towards it there is no room any more for the most that one may cost.
  expect(heard.length).toBeGreaterThan(40);
  for (const limit of [120, 192]) expect((await generate(limit)).code).toBe(2);
  const db = openDatabase(databasePath(dir), { readonly: true });
  const use = remoteUse(db, 'far');
  db.driver.close();
  expect(use.cost).toBeLessThanOrEqual(0.002);
  expect(use.requests).toBe(heard.length);
  expect(heard.length).toBeLessThanOrEqual(80);
});

test('a form adds a system, which answers live as it is streamed', { timeout: 90_000 }, async () => {
  const db = temporaryDatabase();
  const { baseUrl, heard } = await standIn((response) => {
    response.end(`${delta('I am')}${delta(' here.')}${delta('', 'stop')}data: [DONE]\n\n`);
  });
  const models = createModelClient({
    ...{ cacheDir: '/nowhere', identifiers: null },
    remote: remotePorts(db, { FAR_API_KEY: 'sesame' }),
  });
  const context = requestContext(db, { models });
  const ada = await visitor(context, 'researcher');
  const add = (changes: Readonly<Record<string, string>>) => {
    const fields = { name: 'far', baseUrl, model: 'llama', lengthParameter: 'max_tokens', ...changes };
    return newRemote.action({ request: ada.post('/remote-systems/new', fields), params: {}, context });
  };
  expect(await add({ apiKeyEnvironment: 'sk-secret' })).toMatchObject({
    data: { errors: { form: expect.stringContaining('apiKeyEnvironment') } },
  });
  expect(await add({ name: 'Imported' })).toMatchObject({ data: { errors: { name: expect.any(String) } } });
  const changes = {
    apiKeyEnvironment: 'FAR_API_KEY',
    temperature: '0.2',
    timeoutSeconds: '9',
    systemPrompt: '',
  };
  expect(((await add(changes)) as Response).headers.get('Location')).toBe('/systems/far');
  expect(await add(changes)).toMatchObject({
    data: { errors: { name: expect.stringContaining('already') } },
  });
  expect(findSystemDetails(db, 'far')).toMatchObject({ kind: 'remote', definition: { timeoutMs: 9000 } });
  expect(listLiveSystems(db)).toMatchObject([{ name: 'far', isControl: false, problem: null }]);

  const asked = {
    turns: [{ speaker: 'speaker', text: 'Hello?' }],
    source: null,
    systems: ['far'],
    seed: 5,
    settings: ownSettings,
  };
  const { headers } = ada.get('/live/answers');
  const request = new Request('http://localhost:3000/live/answers', {
    method: 'POST',
    headers,
    body: JSON.stringify(asked),
  });
  const response = (await live.action({ request, params: {}, context })) as Response;
  const events: LiveEvent[] = [];
  for await (const batch of readEventStream<LiveEvent>(response.body!)) events.push(...batch);
  expect(events).toMatchObject([
    { kind: 'text', system: 'far', keep: 0, add: 'I am' },
    { kind: 'text', system: 'far', keep: 4, add: ' here.' },
    { kind: 'done', system: 'far', reply: { text: 'I am here.', finished: 'eos' } },
    { kind: 'end' },
  ]);
  expect(heard[0]).toMatchObject({ key: 'Bearer sesame', body: { seed: 5, temperature: 0.2, stream: true } });
  expect((await systemPage(db, 'far')).use).toMatchObject({ requests: 1 });
  expect(models.processes().every(({ processId }) => processId === undefined)).toBe(true);
  await models.close();
});
