import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DecodingSettings, decodingSettings } from '../../decoding/decoding-settings.ts';
import { FakeDecoder } from './fake-decoder.ts';
import type { GenerationRequest } from './request.ts';
import { fakeEngine, replyAlone, searchAlone } from './testing.ts';

const token = fc.integer({ min: 0, max: 28 });
const prompt = fc.array(token, { minLength: 1, maxLength: 40 });
const rowSettings = fc.oneof(
  fc.record({ maxNewTokens: fc.integer({ min: 1, max: 50 }), eosTokenIds: fc.constant([3]) }),
  fc.record({
    maxNewTokens: fc.integer({ min: 1, max: 20 }),
    eosTokenIds: fc.constant([3, 5]),
    minNewTokens: fc.constant(1),
    doSample: fc.constant(true),
    temperature: fc.constantFrom(0.7, 1.3),
    topK: fc.constantFrom(0, 4, 20),
    topP: fc.constantFrom(1, 0.9),
    seed: fc.nat(9),
  }),
  fc.record({
    maxNewTokens: fc.integer({ min: 1, max: 20 }),
    repetitionPenalty: fc.constant(1.5),
    noRepeatNgramSize: fc.constant(2),
  }),
);
const beamSettings = fc.record({
  maxNewTokens: fc.integer({ min: 1, max: 8 }),
  eosTokenIds: fc.constant([3]),
  numBeams: fc.integer({ min: 2, max: 5 }),
  numReturnSequences: fc.constant(2),
});
const request = fc.record({
  prompt,
  settings: fc.oneof(rowSettings, rowSettings, beamSettings),
  /** Turns of the event loop to wait before asking. */
  late: fc.nat(12),
});

type Wanted = { prompt: number[]; settings: Record<string, unknown>; late: number };

/** What the fake decoder says without a cache. */
async function expected(decoder: FakeDecoder, given: GenerationRequest) {
  const { isCrossAttending } = decoder.sizes;
  const source = isCrossAttending ? given.prompt : [];
  const start = isCrossAttending ? [0] : given.prompt;
  const types = given.tokenTypes ?? null;
  const logitsOf = (tokens: readonly number[]) =>
    decoder.logitsOf(tokens, types && tokens.map((_, at) => types[at] ?? given.replyTokenType!), source);
  if (given.settings.numBeams > 1) return { sequences: await searchAlone(given.settings, start, logitsOf) };
  return replyAlone(given, start, logitsOf);
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function expectAll(decoder: FakeDecoder, wanted: readonly Wanted[], prefixBytes = 0): Promise<void> {
  const engine = fakeEngine(decoder, { rows: 7, prefixBytes });
  await Promise.all(
    wanted.map(async ({ prompt: tokens, settings, late }, index) => {
      await turns(late);
      const asked: GenerationRequest = {
        prompt: tokens,
        settings: decodingSettings(settings),
        request: index,
        ...(decoder.sizes.takesTokenTypes
          ? { tokenTypes: tokens.map((id) => id % 5), replyTokenType: 2 }
          : {}),
      };
      expect(await engine.generate(asked)).toMatchObject(await expected(decoder, asked));
    }),
  );
  expect(engine.stats()).toMatchObject({ live: 0, waiting: 0, rows: 0, finished: wanted.length, failed: 0 });
}

const greedy = (more: Partial<DecodingSettings> = {}) => decodingSettings({ maxNewTokens: 12, ...more });

describe('the engine', () => {
  it('gives every request what it would get alone, whoever joins and leaves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 20 }), async (wanted) => {
        await expectAll(new FakeDecoder(), wanted);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same with prefixes of other requests, of which few fit the budget', async () => {
    const shared = fc.tuple(fc.constantFrom(8, 13, 30), request).map(([length, wanted]) => ({
      ...wanted,
      prompt: [...Array.from({ length }, (_, at) => at % 7), ...wanted.prompt],
    }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(shared, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(20_000, 1e7),
        async (wanted, bytes) => {
          await expectAll(new FakeDecoder(), wanted, bytes);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('gives the same with token types and from an encoder', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 12 }), async (wanted) => {
        await expectAll(new FakeDecoder({ takesTokenTypes: true }), wanted, 1e6);
        await expectAll(new FakeDecoder({ isCrossAttending: true, maxPositions: null }), wanted);
      }),
      { numRuns: 30 },
    );
  });

  it('runs only the new words of a conversation', async () => {
    const decoder = new FakeDecoder();
    const engine = fakeEngine(decoder, { prefixBytes: 1e6 });
    const first = Array.from({ length: 40 }, (_, at) => at % 11);
    const { tokens } = await engine.generate({ prompt: first, settings: greedy() });
    const before = engine.stats().promptTokens;
    await engine.generate({ prompt: [...first, ...tokens, 4, 5, 6], settings: greedy() });
    // The last token of a reply is never run, so the next turn runs it with the three new ones.
    expect(engine.stats().promptTokens - before).toBe(4);
    expect(engine.stats()).toMatchObject({ prefixHits: 1, reusedTokens: 51, prefixEntries: 1 });
  });

  it('runs prompts that come together in one go, and a long one in pieces between the steps of others', async () => {
    const decoder = new FakeDecoder({ maxPositions: 2000 });
    const engine = fakeEngine(decoder, { rows: 8 });
    const ask = (length: number) =>
      engine.generate({ prompt: new Array(length).fill(2), settings: greedy({ maxNewTokens: 30 }) });
    const together = [ask(10), ask(11), ask(9), ask(12)];
    await turns(4);
    expect(decoder.runs[0]).toEqual({ rows: 4, length: 12, past: 0 });
    const long = ask(1200);
    await turns(40);
    await Promise.all([...together, long]);
    const pieces = decoder.runs.flatMap(({ length }, at) => (length > 12 ? [{ at, length }] : []));
    expect(pieces.map(({ length }) => length)).toEqual([512, 512, 176]);
    expect(pieces[1]!.at - pieces[0]!.at).toBe(2);
  });

  it('streams tokens and text, and stops at a stop string', async () => {
    const engine = fakeEngine(new FakeDecoder());
    const decode = (tokens: readonly number[]) => tokens.map((id) => `<${id}>`).join('');
    const plain = await engine.generate({ prompt: [1, 2], settings: greedy(), decode });
    const stop = `<${plain.tokens[3]}>`;
    const seen: (string | null)[] = [];
    const stopped = await engine.generate({
      prompt: [1, 2],
      settings: greedy({ stopStrings: [stop] }),
      decode,
      onToken: ({ text }) => seen.push(text),
    });
    const end = plain.tokens.indexOf(plain.tokens[3]!);
    expect(stopped).toMatchObject({ finished: 'stop', text: decode(plain.tokens.slice(0, end)) });
    expect(seen).toHaveLength(end + 1);
    expect(seen[0]).toBe(end === 0 ? '' : `<${plain.tokens[0]}>`);
  });

  it('gives log-probabilities, the same from the best few as from all logits', async () => {
    const decoder = new FakeDecoder();
    const settings = greedy({ logProbabilities: true });
    const few = await fakeEngine(decoder).generate({ prompt: [1, 2], settings });
    const engine = fakeEngine(decoder);
    const penalised = greedy({ repetitionPenalty: 1.2, maxNewTokens: 20 });
    const [all] = await Promise.all([
      engine.generate({ prompt: [1, 2], settings }),
      engine.generate({ prompt: [3], settings: penalised }),
    ]);
    expect(all.tokens).toEqual(few.tokens);
    few.logProbabilities.forEach((value, at) => {
      expect(all.logProbabilities[at]).toBeCloseTo(value!, 5);
    });
  });

  it('ends an aborted request with what there is, and frees its row', async () => {
    const engine = fakeEngine(new FakeDecoder(), { rows: 1 });
    const abort = new AbortController();
    const alone = await engine.generate({ prompt: [1, 2], settings: greedy() });
    const first = engine.generate({
      prompt: [1, 2],
      settings: greedy(),
      signal: abort.signal,
      onToken: ({ token: id }) => {
        if (id === alone.tokens[2]) abort.abort();
      },
    });
    const waiting = new AbortController();
    const second = engine.generate({ prompt: [5], settings: greedy(), signal: waiting.signal });
    const third = engine.generate({ prompt: [1, 2], settings: greedy() });
    waiting.abort();
    expect(await second).toMatchObject({ tokens: [], finished: 'aborted' });
    const place = alone.tokens.indexOf(alone.tokens[2]!);
    expect(await first).toMatchObject({ tokens: alone.tokens.slice(0, place + 1), finished: 'aborted' });
    expect(await third).toEqual(alone);
    const search = new AbortController();
    const beams = fakeEngine(new FakeDecoder());
    const searching = beams.generate({
      prompt: [1],
      settings: greedy({ numBeams: 3 }),
      signal: search.signal,
    });
    await turns(4);
    expect(beams.stats().rows).toBe(3);
    search.abort();
    expect(await searching).toMatchObject({ tokens: [], sequences: [], finished: 'aborted' });
    expect(beams.stats().rows).toBe(0);
  });

  it('keeps an error to the request it belongs to', async () => {
    const decoder = new FakeDecoder();
    const engine = fakeEngine(decoder);
    const good = { prompt: [1, 2, 3], settings: greedy() };
    const alone = await engine.generate(good);
    const faults = [
      engine.generate({
        ...good,
        prompt: [4],
        onToken: () => {
          throw new Error('the reader has gone');
        },
      }),
      engine.generate({ prompt: [29], settings: greedy() }),
      engine.generate({
        prompt: [7, 8],
        settings: greedy({ eosTokenIds: [...Array(29).keys()], minNewTokens: 2 }),
      }),
    ];
    const results = Promise.allSettled(faults);
    expect(await engine.generate(good)).toEqual(alone);
    expect((await results).map((result) => result.status === 'rejected' && String(result.reason))).toEqual([
      expect.stringContaining('the reader has gone'),
      expect.stringContaining('ids from 0 to 28'),
      expect.stringContaining('No token is left'),
    ]);
    decoder.poison = 28;
    const poisoned = engine.generate({ prompt: [28], settings: greedy() });
    await expect(poisoned).rejects.toThrow('poisoned');
    expect(await engine.generate(good)).toEqual(alone);
    expect(engine.stats()).toMatchObject({ live: 0, rows: 0, failed: 3 });
  });

  it('cuts a reply to the context, and refuses a prompt that does not fit', async () => {
    const engine = fakeEngine(new FakeDecoder({ maxPositions: 16 }));
    const ask = (length: number, maxNewTokens: number) =>
      engine.generate({ prompt: new Array(length).fill(1), settings: greedy({ maxNewTokens }) });
    expect(await ask(10, 7)).toMatchObject({ finished: 'length', isLimitedByContext: false });
    const cut = await ask(10, 8);
    expect(cut).toMatchObject({ finished: 'length', isLimitedByContext: true });
    expect(cut.tokens).toHaveLength(7);
    expect((await ask(16, 5)).tokens).toHaveLength(1);
    await expect(ask(17, 5)).rejects.toThrow(/17 tokens; the most that fit here are 16/);
  });

  it('rejects what is under way when it is closed, and takes nothing afterwards', async () => {
    const engine = fakeEngine(new FakeDecoder());
    const pending = engine.generate({ prompt: [1], settings: greedy() });
    const outcome = expect(pending).rejects.toThrow(/being closed/);
    await engine.close();
    await outcome;
    await expect(engine.generate({ prompt: [1], settings: greedy() })).rejects.toThrow(/being closed/);
  });
});
