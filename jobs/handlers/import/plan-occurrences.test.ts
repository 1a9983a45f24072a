import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ResponseRow } from './parse-response-lines.ts';
import { OccurrencePlan } from './plan-occurrences.ts';

function row(changes: Partial<ResponseRow> = {}): ResponseRow {
  return {
    line: 1,
    convId: 'a',
    turnIndex: 1,
    emotion: null,
    context: ['thank you'],
    reference: 'thank you for what?',
    responses: [['moel', 'ok .']],
    item: null,
    ...changes,
  };
}

function plan(...rows: readonly ResponseRow[]) {
  const planned = new OccurrencePlan();
  const occurrences = rows.map((each) => planned.add(each)?.context.occurrence);
  return { planned, occurrences };
}

test('the same turns with another answer of the same system are the next occurrence', () => {
  const { occurrences, planned } = plan(row(), row({ responses: [['moel', 'fine .']] }));
  expect(occurrences).toEqual([0, 1]);
  expect(planned.contexts).toBe(2);
});

test('a row that brings another system joins the context', () => {
  const { occurrences, planned } = plan(row(), row({ responses: [['kemp', 'hm .']] }));
  expect(occurrences).toEqual([0, 0]);
  expect(planned.answers).toBe(2);
});

test('a row wholly equal to an earlier one is a repetition, unless its item says otherwise', () => {
  expect(plan(row(), row()).occurrences).toEqual([0, undefined]);
  expect(plan(row({ item: '1' }), row({ item: '1' })).occurrences).toEqual([0, undefined]);
  expect(plan(row({ item: '1' }), row({ item: '2' })).occurrences).toEqual([0, 1]);
});

test('another reference is another occurrence; none at all is no contradiction', () => {
  expect(plan(row(), row({ reference: 'why?', responses: [['kemp', 'x']] })).occurrences).toEqual([0, 1]);
  expect(plan(row({ reference: null }), row({ responses: [['kemp', 'x']] })).occurrences).toEqual([0, 0]);
});

test('another history is another context, not an occurrence', () => {
  expect(plan(row(), row({ context: ['Thank you'] })).occurrences).toEqual([0, 0]);
});

test('rows without a conv_id are told apart by their first turn', () => {
  const planned = new OccurrencePlan();
  const ids = [row({ convId: null }), row({ convId: null, context: ['hello'] })].map(
    (each) => planned.add(each)?.context.convId,
  );
  expect(ids[0]).toMatch(/^unnamed:[0-9a-f]{16}$/);
  expect(new Set(ids).size).toBe(2);
});

test('a dialogue is as long as its longest context and that row’s reference', () => {
  const { planned } = plan(
    row({ line: 1, turnIndex: 3, context: ['a', 'b', 'c'] }),
    row({ line: 2 }),
    row({ line: 3, turnIndex: 5, context: ['a', 'b', 'c', 'd', 'e'], reference: null }),
  );
  expect(planned.dialogues.get('a')).toMatchObject({ longestLine: 3, turnCount: 5 });
});

const anyRow = fc
  .record({
    convId: fc.constantFrom('a', 'b', null),
    context: fc.constantFrom<readonly string[]>(['x'], ['y']),
    reference: fc.constantFrom('r', 's', null),
    responses: fc
      .uniqueArray(fc.constantFrom('p', 'q', 'r'), { minLength: 1 })
      .chain((names) =>
        fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), fc.constantFrom('1', '2')))),
      ),
    item: fc.constantFrom('1', '2', null),
  })
  .map((changes) => row(changes));

test('no context ever holds two answers of a system, and no answer is lost', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 30 }), (rows) => {
      const planned = new OccurrencePlan();
      const answers = new Map<unknown, Map<string, string>>();
      for (const each of rows) {
        const added = planned.add(each);
        const context = planned.rows.at(-1);
        expect(context).toBe(added?.context);
        if (!added) continue;
        const held = answers.get(added.context) ?? new Map<string, string>();
        answers.set(added.context, held);
        for (const [system, text] of each.responses) {
          expect(held.get(system) ?? text).toBe(text);
          held.set(system, text);
        }
      }
      const kept = [...answers.values()].reduce((sum, held) => sum + held.size, 0);
      expect(planned.answers).toBe(kept);
      expect(planned.contexts).toBe(answers.size);
    }),
  );
});

test('the same rows always give the same contexts', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 30 }), (rows) => {
      expect(plan(...rows).planned.rows).toEqual(plan(...rows).planned.rows);
    }),
  );
});
