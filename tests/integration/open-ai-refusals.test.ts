import { AuthenticationError, BadRequestError } from 'openai';
import { expect, test } from 'vitest';
import { revokeApiToken } from '#db/queries/api-tokens.ts';
import { asked, now, openAiWorld, sad, thrownBy } from './open-ai-world.ts';

const world = openAiWorld();
const { db, token, client } = world;

test.each([
  [{ frobnicate: 1 }, 'frobnicate', 'unknown_parameter'],
  [{ messages: [{ role: 'user', content: 'Hi.', mood: 'good' }] }, 'messages[0].mood', 'unknown_parameter'],
  [{ messages: [{ role: 'system', content: 'Be kind.' }, ...sad] }, 'messages[0].role', 'unsupported_value'],
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

test('nobody comes in without a token that works, whatever cookie they have', async () => {
  const cookie = { Cookie: 'workbench_session=anything', Origin: world.address };
  const without = await fetch(`${world.address}/models`, { headers: cookie });
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
    const response = await fetch(`${world.address}${path}`, { method: 'POST', headers, body });
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
