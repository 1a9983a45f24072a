import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf } from '#tests/failure-of.ts';
import type { Generator, Utterance } from './generator.ts';
import { humanGenerator } from './human.ts';
import { tinyLempex } from './lempex-testing.ts';
import { openGenerator } from './open-generator.ts';
import { randomGenerator } from './random.ts';
import type { ModelDefinition } from './system-definition.ts';
import { tinyCaire, tinyEmotions, tinyT5 } from './testing.ts';

let folder: string;
const open: Generator[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-generators-'));
});
afterAll(async () => {
  for (const generator of open) await generator.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(definition: ModelDefinition): Promise<Generator> {
  const options = { device: 'cpu', threads: 1, rows: 8, cacheDir: join(folder, 'compiled') };
  const generator = await openGenerator(definition, options);
  open.push(generator);
  return generator;
}

const context: Utterance[] = [
  { speaker: 'speaker', text: 'My dog ran away _comma_ I am so sad.' },
  { speaker: 'listener', text: 'Oh no! When?' },
  { speaker: 'speaker', text: 'Yesterday.' },
];
const long = { speaker: 'speaker', text: 'what happened to your dog ? '.repeat(60) } as const;

describe.each([
  ['caire', (changes: object) => tinyCaire(join(folder, crypto.randomUUID()), changes)],
  ['t5-sft', (changes: object) => tinyT5(join(folder, crypto.randomUUID()), changes)],
  [
    'emprl',
    (changes: object) => tinyT5(join(folder, crypto.randomUUID()), { generator: 'emprl', ...changes }),
  ],
  ['lempex', (changes: object) => tinyLempex(join(folder, crypto.randomUUID()), changes)],
] as const)('%s', (_, define) => {
  test('equal requests get equal replies, alone and among others; another seed or key gets another', async () => {
    const generator = await opened(define({}));
    const request = { context, seed: 7, key: 'c1' };
    const alone = await generator.respond(request);
    const among = await Promise.all([
      generator.respond({ context: [long], seed: 1 }),
      generator.respond(request),
      generator.respond({ ...request, seed: 8 }),
      generator.respond({ ...request, key: 'c2' }),
      generator.respond({ context: context.slice(0, 1), seed: 3 }),
    ]);
    expect(among[1]).toEqual(alone);
    expect(among[2]?.tokens).not.toEqual(alone.tokens);
    expect(among[3]?.tokens).not.toEqual(alone.tokens);
    expect(alone.logProbabilities).toHaveLength(alone.tokens.length);
    expect(alone.logProbabilities.every((value) => value !== null && value <= 0)).toBe(true);
  });

  test('tokens come one by one, the last with the text that is given out', async () => {
    const generator = await opened(define({}));
    const texts: string[] = [];
    const tokens: number[] = [];
    const reply = await generator.respond({
      context,
      seed: 1,
      settings: { maxNewTokens: 9 },
      onToken: (event) => {
        texts.push(event.text);
        tokens.push(event.token);
      },
    });
    expect(tokens).toEqual(reply.tokens);
    expect(texts.at(-1)).toBe(reply.text);
  });

  test('a context that is too long is answered, and what was not seen is told', async () => {
    const generator = await opened(define({}));
    const reply = await generator.respond({ context: [long, ...context.slice(1)], seed: 1 });
    expect(reply.details.unseenTokens).toBeGreaterThan(100);
    expect((await generator.respond({ context, seed: 1 })).details.unseenTokens).toBeUndefined();
  });

  test('settings of the system and of the request are heard, the latter first', async () => {
    const generator = await opened(
      define({ settings: { doSample: false, maxNewTokens: 4, minNewTokens: 4 } }),
    );
    const reply = (request: object) => generator.respond({ context, seed: 1, ...request });
    expect((await reply({})).tokens).toHaveLength(4);
    expect((await reply({ settings: { maxNewTokens: 6, minNewTokens: 6 } })).tokens).toHaveLength(6);
    expect((await reply({ seed: 2 })).tokens).toEqual((await reply({ seed: 3 })).tokens);
    const beams = await reply({ settings: { numBeams: 3 } });
    expect(beams.logProbabilities.every((value) => value === null)).toBe(true);
  });

  test.each([
    [{ settings: { temprature: 1 } }, /temperature/],
    [{ settings: { seed: 1 } }, /seed is given with the run/],
    [{ settings: { topK: -1 } }, /topK/],
    [{ context: [] }, /at least one turn/],
    [{ context: [{ speaker: 'speaker', text: ' \n ' }] }, /Turn 1 of the context has no text/],
    [{ context: [{ speaker: 'robot', text: 'hi' }] }, /"speaker" or "listener"/],
  ])('%j is refused', async (changes, message) => {
    const generator = await opened(define({}));
    const failure = await failureOf(generator.respond({ context, seed: 1, ...(changes as object) }));
    expect(failure).toMatchObject({ code: 'bad-input', message: expect.stringMatching(message) });
  });

  test('stopping a reply ends it with an error', async () => {
    const generator = await opened(define({}));
    const stop = new AbortController();
    const reply = generator.respond({ context, seed: 1, signal: stop.signal, onToken: () => stop.abort() });
    expect(await failureOf(reply)).toMatchObject({ code: 'interrupted' });
  });
});

test('caire tells the emotion of the context, the same in any company', async () => {
  const generator = await opened(tinyCaire(folder));
  const { details } = await generator.respond({ context, seed: 1 });
  const emotion = details.emotion ?? [];
  expect(emotion.map(({ label }) => label).sort()).toEqual(tinyEmotions);
  expect(emotion.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  const many = await Promise.all(
    Array.from({ length: 20 }, (_, seed) =>
      generator.respond({ context: seed === 13 ? context : [long, ...context.slice(seed % 3)], seed }),
    ),
  );
  expect(many[13]?.details.emotion).toEqual(emotion);
});

test('a checkpoint of another architecture is refused', async () => {
  const { checkpoint } = tinyT5(join(folder, 'other'));
  const failure = await failureOf(opened({ name: 'x', generator: 'caire', checkpoint }));
  expect(failure.message).toMatch(/takes a gpt2 or openai-gpt/);
});

test('human gives the reference, random the reply of another dialogue by seed and key', async () => {
  const human = humanGenerator('human');
  expect((await human.respond({ context, seed: 1, reference: ' I see. ' })).text).toBe('I see.');
  expect((await failureOf(human.respond({ context, seed: 1 }))).code).toBe('bad-input');

  const random = randomGenerator('random');
  const others = ['a', 'b', 'c'].map((dialogue) => ({ dialogue, text: `of ${dialogue}` }));
  const draw = async (key: number, seed = 1) =>
    (await random.respond({ context, seed, key, dialogue: 'b', others })).text;
  const drawn = await Promise.all(Array.from({ length: 40 }, (_, key) => draw(key)));
  expect(new Set(drawn)).toEqual(new Set(['of a', 'of c']));
  expect(await Promise.all(drawn.map((_, key) => draw(key)))).toEqual(drawn);
  expect(await Promise.all(drawn.map((_, key) => draw(key, 2)))).not.toEqual(drawn);
  const alone = random.respond({ context, seed: 1, dialogue: 'b', others: [{ dialogue: 'b', text: 'x' }] });
  expect((await failureOf(alone)).code).toBe('bad-input');
});
