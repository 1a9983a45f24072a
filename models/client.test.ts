import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createModelClient, type ModelClient, type ReplyEvent } from './client.ts';
import { tinyCaire, tinyT5 } from './generators/testing.ts';

function fixture(): { readonly client: ModelClient; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-client-'));
  const client = createModelClient({ cacheDir: join(folder, 'compiled'), processes: 1 });
  onTestFinished(async () => {
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { client, folder };
}

const request = { context: [{ speaker: 'speaker', text: 'I lost my job' }], seed: 4 } as const;

test('several systems answer side by side, each as when asked alone, and one that fails spoils no other', async () => {
  const { client, folder } = fixture();
  const systems = [
    tinyCaire(folder),
    tinyT5(folder),
    { name: 'human', generator: 'human' },
    { name: 'broken', generator: 'caire', checkpoint: join(folder, 'nowhere') },
  ] as const;
  const events: ReplyEvent[] = [];
  for await (const event of client.respondAll(systems, { ...request, reference: 'Sorry.' }))
    events.push(event);

  const ends = events.filter(({ kind }) => kind !== 'token');
  expect(ends.map(({ system }) => system).sort()).toEqual(['broken', 'human', 'tiny-caire', 'tiny-t5']);
  expect(ends).toContainEqual(expect.objectContaining({ system: 'broken', kind: 'failed' }));
  for (const system of systems.slice(0, 2)) {
    const response = await client.respond(system, request);
    expect(ends).toContainEqual({ system: system.name, kind: 'done', response });
    const tokens = events.filter((event) => event.system === system.name && event.kind === 'token');
    expect(tokens).toHaveLength(response.tokens.length);
    expect(tokens.at(-1)).toMatchObject({ text: response.text });
  }
});

test('who leaves before the end stops what is under way', async () => {
  const { client, folder } = fixture();
  const settings = { maxNewTokens: 150, minNewTokens: 150 };
  for await (const event of client.respondAll([tinyCaire(folder, { settings })], request))
    if (event.kind === 'token') break;
  await expect.poll(() => client.processes()[0]?.load).toBe(0);
});
