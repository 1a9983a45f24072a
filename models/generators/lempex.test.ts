import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf } from '#tests/failure-of.ts';
import { lempexGraph } from '../architectures/lempex.ts';
import { logSoftmax } from '../decoding/log-softmax.ts';
import { readExemplarBase } from '../exemplars/exemplar-base.ts';
import { openT5Encoders } from '../exemplars/text-encoders.ts';
import { Graph } from '../graph/graph.ts';
import { loadLempex } from '../lempex/lempex-folder.ts';
import { spokenContext } from '../lempex/speaker-ids.ts';
import { openGraph } from '../runtime/graph-model.ts';
import { lempexFeeds } from '../training/lempex/lempex-feeds.ts';
import { packCheckpoint } from '../weights/pack-checkpoint.ts';
import { contextTexts } from './check-context.ts';
import { checkSystem } from './check-system.ts';
import type { GeneratedResponse, Generator, RespondRequest, Utterance } from './generator.ts';
import { tinyDialogues, tinyLempex, tinyRetriever } from './lempex-testing.ts';
import { modelFacts } from './model-facts.ts';
import { openGenerator } from './open-generator.ts';
import { type LempexDefinition, parseSystemDefinition } from './system-definition.ts';
import { tinyCaire, tinyT5 } from './testing.ts';

let folder: string;
let exemplars: string;
const open: Generator[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-lempex-'));
  exemplars = tinyDialogues(folder);
});
afterAll(async () => {
  for (const generator of open) await generator.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(changes: Parameters<typeof tinyLempex>[1] = {}): Promise<Generator> {
  const definition = tinyLempex(
    folder,
    changes.tiny?.exemplars === false ? changes : { exemplars, ...changes },
  );
  const options = { device: 'cpu', threads: 1, rows: 8, cacheDir: join(folder, 'compiled') };
  const generator = await openGenerator(definition, options);
  open.push(generator);
  return generator;
}

const context: Utterance[] = [
  { speaker: 'speaker', text: 'I am so sad about my dog.' },
  { speaker: 'listener', text: 'Oh no! When?' },
  { speaker: 'speaker', text: 'Yesterday it ran away.' },
];
const others: RespondRequest[] = Array.from({ length: 19 }, (_, seed) => ({
  context: [
    { speaker: 'speaker', text: `what happened ? ${'tell me more about your job . '.repeat(seed % 7)}` },
  ],
  seed,
}));
const shown = ({ details }: GeneratedResponse) => (details.exemplars ?? []).map(({ text }) => text);

describe.each([
  { vocabulary: 'bytes', weights: 'float32', retriever: undefined },
  { vocabulary: 'bytes', weights: 'int8', retriever: 'bm25' },
  { vocabulary: 'words', weights: 'float32', retriever: undefined },
] as const)('with %j', ({ vocabulary, ...form }) => {
  test('reply, exemplars and scores are to the last bit the same alone and among others', async () => {
    const generator = await opened({ tiny: { vocabulary }, ...form });
    const request = { context, seed: 7, key: 'c1' };
    const alone = await generator.respond(request);
    const among = await Promise.all([...others, request].map((one) => generator.respond(one)));
    expect(among.at(-1)).toEqual(alone);
    const [last] = await Promise.all([generator.respond(others[12]!), generator.respond(others[3]!)]);
    expect(last).toEqual(among[12]);
    expect(shown(alone)).toHaveLength(4);
  });
});

describe.each(['bytes', 'words'] as const)('with a vocabulary of %s', (vocabulary) => {
  test('what is greedily said is what the model of the training finds likeliest, shown the same exemplars', async () => {
    const generator = await opened({
      tiny: { vocabulary },
      settings: { doSample: false, maxNewTokens: 12, minNewTokens: 12 },
      emotionFilter: 'none',
    });
    const reply = await generator.respond({ context, seed: 1 });
    const { checkpoint } = tinyLempex(folder, { tiny: { vocabulary } });
    const { distributions } = await taughtWith(checkpoint, reply);
    for (const [place, token] of reply.tokens.entries()) {
      const own = [...distributions[place]!];
      own[1] = Number.NEGATIVE_INFINITY; // no end before the twelfth token
      expect(own.indexOf(Math.max(...own))).toBe(token);
      expect(reply.logProbabilities[place]).toBeCloseTo(distributions[place]![token]!, 3);
    }
  });
});

/** Log-probabilities of all tokens behind each place of a reply, by the graph that the training differentiates. */
async function taughtWith(dir: string, reply: GeneratedResponse) {
  const { config, tensors, exemplars: frozen, tokenizer, maxSource: maxTokens } = loadLempex(dir);
  const encoders = openT5Encoders(frozen!.t5, { threads: 1, maxLength: 16 });
  const data = await encoders.embed(
    'passage',
    shown(reply).map((text) => `${frozen!.prefix}${text}`),
  );
  await encoders.dispose();
  const { graph, logits } = lempexGraph(config, new Graph());
  const model = await openGraph({ graph, values: { logits }, tensors }, { threads: 1 });
  const { generator } = config;
  const feeds = lempexFeeds(
    [
      {
        context: spokenContext(contextTexts(context), { tokenizer, end: 1, maxTokens }),
        target: reply.tokens,
        exemplars: shown(reply).map((_, place) => place),
        sentiment: 0,
      } as unknown as Parameters<typeof lempexFeeds>[0][number],
    ],
    null,
    {
      config: generator,
      tokens: { pad: 0, end: 1, start: 0 },
      vectors: { data, width: 20 },
      judges: { both: generator, answer: generator },
      judgesEnd: false,
      isNoisy: false,
      seed: 0,
      step: 0,
    },
  );
  const known = new Set(graph.inputs.map(({ name }) => name));
  const taken = Object.fromEntries(Object.entries(feeds).filter(([name]) => known.has(name)));
  const found = (await model.run(taken, ['logits'])).logits!.data as Float32Array;
  await model.dispose();
  const words = generator.vocab_size;
  const distributions = reply.tokens.map((_, place) =>
    logSoftmax(found.slice(place * words, (place + 1) * words), new Float32Array(words)),
  );
  return { distributions };
}

describe('exemplars', () => {
  const emotionOf = new Map<string, Set<string>>();
  beforeAll(() => {
    for (const { text, emotion } of readExemplarBase(exemplars).passages)
      emotionOf.set(text, (emotionOf.get(text) ?? new Set()).add(emotion ?? ''));
  });

  test.each(['bm25', undefined])(
    'are of the emotion that was predicted, the best first (%s)',
    async (retriever) => {
      const generator = await opened({ retriever });
      const reply = await generator.respond({ context, seed: 1 });
      const [likeliest] = reply.details.emotion!;
      expect(likeliest!.label).toBe('sad');
      expect(reply.details.emotion!.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
      for (const text of shown(reply)) expect(emotionOf.get(text)).toContain('sad');
      const scores = reply.details.exemplars!.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    },
  );

  test('are of the gold emotion where the system takes it, of any where it is told to', async () => {
    const gold = await opened({ retriever: 'bm25', emotionFilter: 'gold' });
    const proud = await gold.respond({ context, seed: 1, emotion: 'proud' });
    for (const text of shown(proud)) expect(emotionOf.get(text)).toContain('proud');
    expect(proud.details.emotion).toBeUndefined();
    const missing = await failureOf(gold.respond({ context, seed: 1 }));
    expect(missing).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/has none/) });
    const any = await opened({ retriever: 'bm25', emotionFilter: 'none' });
    const all = await any.respond({ context, seed: 1, emotion: 'proud' });
    expect(all.details.emotion).toBeUndefined();
    expect(shown(all)).not.toEqual(shown(proud));
    // An emotion that nobody in the dialogues felt excludes nothing.
    expect(shown(await gold.respond({ context, seed: 1, emotion: 'jealous' }))).toEqual(shown(all));
  });

  test('are never of the dialogue that asks, which has no vote either', async () => {
    const generator = await opened({ retriever: 'bm25' });
    const asked: Utterance[] = [{ speaker: 'speaker', text: 'What is it? I am so sad about my dog.' }];
    const free = await generator.respond({ context: asked, seed: 1 });
    const own = await generator.respond({ context: asked, seed: 1, dialogue: 'dog-sad' });
    const share = ({ details }: GeneratedResponse) =>
      details.emotion!.find(({ label }) => label === 'sad')!.probability;
    expect(share(own)).toBeLessThan(share(free));
    const answer = 'What is it with your dog?';
    const count = (reply: GeneratedResponse) => shown(reply).filter((text) => text === answer).length;
    expect(count(free)).toBe(1);
    expect(count(own)).toBe(0);
  });

  test('can be chosen by the emotion that CAiRE tells', async () => {
    const { checkpoint: emotionFrom } = tinyCaire(folder);
    const generator = await opened({ retriever: 'bm25', emotionFrom });
    const caire = await openGenerator(
      { name: 'caire', generator: 'caire', checkpoint: emotionFrom },
      { device: 'cpu', threads: 1, rows: 8, cacheDir: join(folder, 'compiled') },
    );
    open.push(caire);
    const reply = await generator.respond({ context, seed: 1 });
    const { emotion } = (await caire.respond({ context, seed: 5 })).details;
    expect(reply.details.emotion!.map(({ label }) => label)).toEqual(emotion!.map(({ label }) => label));
    for (const text of shown(reply)) expect(emotionOf.get(text)).toContain(emotion![0]!.label);
  });

  test('change the reply; "none" shows none, and a checkpoint trained without them is shown none', async () => {
    const settings = { doSample: false, maxNewTokens: 8 };
    const bare = await opened({ exemplars: 'none', settings });
    const reply = await bare.respond({ context, seed: 1 });
    expect(reply.details).toEqual({});
    const with4 = await (await opened({ settings })).respond({ context, seed: 1 });
    expect(with4.logProbabilities).not.toEqual(reply.logProbabilities);
    const plain = await opened({ tiny: { exemplars: false }, settings });
    expect((await plain.respond({ context, seed: 1 })).details).toEqual({});
  });

  test('are embedded once: a second start reads what the first kept', async () => {
    const cacheDir = join(folder, 'kept');
    const definition = tinyLempex(folder, { exemplars });
    const files = () =>
      readdirSync(join(cacheDir, 'exemplars')).map((name) => {
        const { mtimeMs } = statSync(join(cacheDir, 'exemplars', name));
        return [name, mtimeMs];
      });
    const start = async () => {
      const generator = await openGenerator(definition, { device: 'cpu', threads: 1, rows: 8, cacheDir });
      const reply = await generator.respond({ context, seed: 1 });
      await generator.dispose();
      return reply;
    };
    const first = await start();
    const kept = files();
    expect(kept).toHaveLength(2);
    expect(await start()).toEqual(first);
    expect(files()).toEqual(kept);
  });
});

test('its size is told by its parts', async () => {
  const facts = await modelFacts(tinyLempex(folder, { exemplars }));
  expect(facts).toMatchObject({ architecture: 't5', layers: 4, width: 24 });
  expect(facts!.parts!.map(({ name }) => name)).toEqual(['encoder of exemplars', 'retriever']);
  expect(facts!.parameters).toBeGreaterThan(10_000);
  const bare = await modelFacts(tinyLempex(folder, { tiny: { exemplars: false } }));
  expect(bare).not.toHaveProperty('parts');
});

test('packed with its retriever, the folder is all that is needed, and every file of it is checked', async () => {
  const dir = join(folder, 'packed', 'lempex');
  const { checkpoint } = tinyLempex(folder, { tiny: { retriever: false } });
  const retriever = tinyRetriever(join(folder, 'retriever-to-pack'));
  const manifest = await packCheckpoint(checkpoint, dir, { format: 'int8', retriever });
  expect(Object.keys(manifest.files)).toEqual([
    'config.json',
    'exemplar-encoder.safetensors',
    'exemplar-tokenizer.json',
    'model.safetensors',
    'retriever/config.json',
    'retriever/model.safetensors',
    'retriever/tokenizer.json',
    'tokenizer.json',
  ]);
  const generator = await opened({ checkpoint: dir });
  expect(shown(await generator.respond({ context, seed: 1 }))).toHaveLength(4);
  const [plain, again] = [join(folder, 'plain'), join(folder, 'again')];
  await packCheckpoint(dir, plain, { format: 'f32' });
  const second = await packCheckpoint(plain, again, { format: 'int8' });
  expect(second.files).toEqual(manifest.files);
  rmSync(join(again, 'retriever', 'model.safetensors'));
  const failure = await failureOf(opened({ checkpoint: again }));
  expect(failure.message).toMatch(/retriever\/model\.safetensors is missing/);
});

describe('a definition is refused', () => {
  const refusal = async (changes: object, message: RegExp) => {
    const definition = { ...tinyLempex(folder), ...changes };
    const failure = await failureOf(
      Promise.resolve().then(() => checkSystem(parseSystemDefinition(definition, 'x.json'))),
    );
    expect(failure.message).toMatch(message);
  };

  test('that names what is not there', async () => {
    await refusal({ exemplars: join(folder, 'nothing.jsonl') }, /no file of dialogues/);
    await refusal(
      { exemplars: 'dialogues.jsonl' },
      /exemplars: must be an absolute path of a file, or "none"/,
    );
    await refusal({ retriever: join(folder, 'nothing') }, /There is no folder .* or "bm25"/);
    await refusal({ emotionFilter: 'golden' }, /emotionFilter/);
  });

  test('whose files are of another kind', async () => {
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const [good] = readFileSync(exemplars, 'utf8').split('\n');
    await refusal({ exemplars: file('odd.jsonl', `${good}\n{"id": 1}\n`) }, /line 2 is no dialogue/);
    await refusal({ exemplars: file('empty.jsonl', '\n') }, /no turn of a listener/);
    await refusal({ exemplars: file('bad.jsonl.gz', 'text') }, /no gzip file/);
    await refusal({ emotionFrom: tinyT5(folder).checkpoint }, /takes a gpt2 or openai-gpt/);
    await refusal(
      { checkpoint: tinyT5(folder).checkpoint },
      /not that of a generator of the recipe "lempex"/,
    );
    await refusal({ retriever: tinyCaire(folder).checkpoint }, /a retriever's encoders are BERTs/);
  });

  test('without a retriever, or with fields that could have no effect', async () => {
    const without = tinyLempex(folder, { tiny: { retriever: false } }).checkpoint;
    await refusal({ checkpoint: without }, /holds no retriever.*"bm25"/);
    const plain = tinyLempex(folder, { tiny: { exemplars: false } }).checkpoint;
    await refusal(
      { checkpoint: plain, exemplars, retriever: 'bm25' },
      /Leave out exemplars, retriever: .* trained without/,
    );
    await refusal(
      { exemplars: 'none', emotionFilter: 'gold' },
      /Leave out emotionFilter: "exemplars" is "none"/,
    );
    const { checkpoint: emotionFrom } = tinyCaire(folder);
    await refusal({ emotionFilter: 'gold', emotionFrom }, /Leave out emotionFrom/);
  });

  test('and one that is whole is taken, with LEMPEx’s decoding', () => {
    const definition: LempexDefinition = tinyLempex(folder, {
      retriever: tinyRetriever(join(folder, 'other-retriever')),
    });
    expect(checkSystem(definition)).toMatchObject({
      doSample: true,
      topK: 20,
      temperature: 0.9,
      maxNewTokens: 19,
    });
  });
});
