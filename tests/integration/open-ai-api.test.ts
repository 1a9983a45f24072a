import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type OpenAI from 'openai';
import { NotFoundError, RateLimitError } from 'openai';
import { describe, expect, test } from 'vitest';
import { listApiTokens } from '#db/queries/api-tokens.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { tinyCaire } from '#models/generators/testing.ts';
import { asked, expectUnavailable, now, openAiWorld, sad, thrownBy } from './open-ai-world.ts';

const world = openAiWorld();
const { folder, db, models, token, client } = world;

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

  test('a model whose folder is gone is no fault of the asker, and its folder is not told', async () => {
    const gone = mkdtempSync(join(tmpdir(), 'workbench-gone-'));
    addGenerator(db, { name: 'gone', description: '', definition: tinyCaire(gone, { name: 'gone' }), now });
    rmSync(gone, { recursive: true });
    await expectUnavailable(client(), 'gone');
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

  test('parameters that ask for nothing are taken', async () => {
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
    const listed = await run('curl', [...auth, `${world.address}/models`]);
    expect(JSON.parse(listed.stdout)).toMatchObject({ object: 'list' });
    const body = JSON.stringify({ ...asked, stream: true });
    const { stdout } = await run('curl', [...auth, '-N', '-d', body, `${world.address}/chat/completions`]);
    const events = stdout.trim().split('\n\n');
    expect(events.every((event) => event.startsWith('data: '))).toBe(true);
    expect(events.at(-1)).toBe('data: [DONE]');
  });
});
