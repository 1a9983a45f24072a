import { expect, test } from 'vitest';
import { ApiError } from './api-error.ts';
import { readChat, readText } from './read-parameters.ts';

const chat = { model: 'm', messages: [{ role: 'user', content: 'Hi.' }] };

function refusalOf(read: () => unknown) {
  try {
    read();
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, ...error.body.error };
    throw error;
  }
  return undefined;
}

test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', 'isPrototypeOf'])(
  'the parameter %s is unknown, at the top and in a message',
  (name) => {
    const top = JSON.parse(`{"${name}": 1, ${JSON.stringify(chat).slice(1)}`);
    expect(refusalOf(() => readChat(top))).toMatchObject({
      ...{ status: 400, param: name, code: 'unknown_parameter' },
    });
    const text = JSON.parse(`{"model": "m", "prompt": "Hi.", "${name}": {"a": 1}}`);
    expect(refusalOf(() => readText(text))).toMatchObject({ status: 400, param: name });
    const inside = JSON.parse(`{"model":"m","messages":[{"role":"user","content":"Hi.","${name}":1}]}`);
    expect(refusalOf(() => readChat(inside))).toMatchObject({ status: 400, param: `messages[0].${name}` });
  },
);

test.each(['[', '{"a":'])('what is nested a hundred thousand deep with %s is refused', (opening) => {
  const closing = opening === '[' ? ']' : '}';
  const deep = JSON.parse(`${opening.repeat(100_000)}1${closing.repeat(100_000)}`);
  for (const name of ['tools', 'stop', 'frobnicate', 'metadata'])
    expect(refusalOf(() => readChat({ ...chat, [name]: deep }))).toMatchObject({ status: 400 });
});
