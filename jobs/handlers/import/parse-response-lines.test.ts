import { describe, expect, test } from 'vitest';
import { parseResponseLines } from './parse-response-lines.ts';
import { failureOf, parseAll } from './testing.ts';

const row = {
  conv_id: 'a',
  turn_index: 1,
  emotion: 'sad',
  context: ['I lost my keys.'],
  reference: 'Oh no.',
  responses: { moel: 'sorry .', kemp: '' },
};
const parse = (...rows: readonly unknown[]) =>
  parseAll(parseResponseLines, rows.map((each) => JSON.stringify(each)).join('\n'));
const failure = async (changes: object) => (await failureOf(parse(row, { ...row, ...changes }))).message;

test('a line is a context with answers; further keys are passed over, and an empty answer is one', async () => {
  expect(await parse({ ...row, item: 3, context_tokenized: ['x'] })).toEqual([
    {
      line: 1,
      convId: 'a',
      turnIndex: 1,
      emotion: 'sad',
      context: ['I lost my keys.'],
      reference: 'Oh no.',
      responses: [
        ['moel', 'sorry .'],
        ['kemp', ''],
      ],
      item: '3',
    },
  ]);
});

test('conv_id and reference may be null, emotion and item may be absent', async () => {
  const { emotion: _, ...rest } = row;
  const [read] = await parse({ ...rest, conv_id: null, reference: null });
  expect(read).toMatchObject({ convId: null, emotion: null, reference: null, item: null });
});

describe('is refused, with its line:', () => {
  test('a turn_index that does not count the turns of the context', async () => {
    expect(await failure({ turn_index: 2 })).toMatch(/line 2: turn_index is 2 but context has 1 turns/);
    expect(await failure({ turn_index: 0 })).toMatch(/line 2: field turn_index:/);
  });

  test('no answers, or one that is no text', async () => {
    expect(await failure({ responses: {} })).toMatch(/line 2: field responses is empty/);
    expect(await failure({ responses: { moel: 4 } })).toMatch(/line 2: field responses\.moel:/);
  });

  test('a reserved, an overlong, a blank or an unprintable name of a system', async () => {
    expect(await failure({ responses: { human: 'x' } })).toMatch(/line 2: the system name human is reserved/);
    expect(await failure({ responses: { Random: 'x' } })).toMatch(
      /line 2: the system name Random is reserved/,
    );
    expect(await failure({ responses: { ['x'.repeat(81)]: 'x' } })).toMatch(/at most 80/);
    expect(await failure({ responses: { '': 'x' } })).toMatch(/a system name is empty/);
    expect(await failure({ responses: { 'a\nb': 'x' } })).toMatch(/a system name holds .* U\+000A/);
  });

  test('control characters and half surrogate pairs, by place', async () => {
    expect(await failure({ responses: { moel: 'x\u0001' } })).toMatch(/the answer of moel holds .* U\+0001/);
    expect(await failure({ context: ['\u0002'] })).toMatch(/field context\.0 holds .* U\+0002/);
    expect(await failure({ reference: '\ud800' })).toMatch(/reference holds half of a surrogate pair/);
  });
});
