import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { failureOf } from '#tests/failure-of.ts';
import { createModelClient } from '../client.ts';
import { tinyCaire, tinyIdentifiers, tinyT5 } from '../generators/testing.ts';
import { mechanisms } from '../training/identifiers/mechanisms.ts';
import { type Identifiers, openIdentifiers } from '../training/identifiers/open-identifiers.ts';

let folder: string;
let identifiers: Identifiers;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-levels-'));
  identifiers = await openIdentifiers(tinyIdentifiers(folder), { threads: 1 });
});
afterAll(async () => {
  await identifiers.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function client(named: string | null = tinyIdentifiers(folder)) {
  const opened = createModelClient({
    cacheDir: join(folder, 'compiled'),
    processes: 1,
    identifiers: named,
  });
  onTestFinished(() => opened.close());
  return opened;
}

const turns = ['My dog  ran away_comma_ sadly', 'oh no!', 'Yes. '] as const;
const context = turns.map((text, turn) => ({
  speaker: turn % 2 === 0 ? ('speaker' as const) : ('listener' as const),
  text,
}));
const seen = 'My dog ran away, sadly oh no! Yes.';
const settings = { maxNewTokens: 12 };

test('every reply of every system comes with the levels of its text, to the bit in any company', async () => {
  const models = client();
  const others = [{ dialogue: 'x', text: 'Tell me more.' }];
  const request = { context, seed: 1, reference: 'I see, that is sad.', dialogue: 'y', others };
  const systems = [
    tinyCaire(folder, { settings }),
    tinyT5(folder, { settings }),
    { name: 'human', generator: 'human' },
    { name: 'random', generator: 'random' },
  ] as const;
  const replies = await Promise.all(
    [1, 2, 3].flatMap((seed) => systems.map((system) => models.respond(system, { ...request, seed }))),
  );
  expect(replies).toHaveLength(12);
  for (const { text, details } of replies) {
    const [expected] = await identifiers.levels([{ context: seen, response: text }]);
    expect(details.levels).toEqual(expected);
  }
  expect(replies.map(({ text }) => text)).toContain('I see, that is sad.');
});

test('a pair has the same levels alone and among others, and the probabilities of each mechanism sum to 1', async () => {
  const words = ['i am so happy for you', 'oh no', 'what happened to your dog ? '.repeat(9), '', 'sad .'];
  const pairs = words.flatMap((context) => words.map((response) => ({ context, response })));
  const together = await identifiers.levels(pairs);
  for (const [place, pair] of pairs.entries())
    expect(await identifiers.levels([pair])).toEqual([together[place]]);
  for (const levels of together)
    for (const mechanism of mechanisms)
      expect(levels[mechanism].reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
  expect(new Set(together.map((levels) => levels.exploration[2])).size).toBeGreaterThan(10);
});

test('levels are left out where nobody wants them and where there are no identifiers', async () => {
  const caire = tinyCaire(folder, { settings });
  const human = { name: 'human', generator: 'human' } as const;
  const request = { context, seed: 1, reference: 'I see.' };
  const told = client();
  const silent = client(null);
  expect(silent.identifiers).toBeNull();
  for (const system of [caire, human]) {
    const { details, ...reply } = await told.respond(system, request);
    const { levels, ...rest } = details;
    expect(levels).toBeDefined();
    expect(await told.respond(system, { ...request, levels: false })).toEqual({ ...reply, details: rest });
    expect(await silent.respond(system, request)).toEqual({ ...reply, details: rest });
  }
});

test('identifiers that cannot be used are told as such, not as a fault of the context', async () => {
  const broken = client(join(folder, 'nowhere'));
  const failure = await failureOf(broken.respond(tinyCaire(folder, { settings }), { context, seed: 1 }));
  expect(failure).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/identifiers cannot be used.*nowhere/),
  });
});
