import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined, notDefined } from '#eval/statistics/estimate.ts';
import { evaluateLine } from './evaluate-line.ts';
import { type Evaluation, estimated, type Resources } from './evaluation.ts';
import { EvaluationError } from './evaluation-error.ts';

const resources: Resources = {
  wordNet: () => {
    throw new EvaluationError('unavailable', 'Not here.');
  },
};

const table: Readonly<Record<string, Evaluation>> = {
  sum: (params, inputs) => {
    const scale = params.number('scale', { min: 0 }, 1);
    return { sum: inputs.numbers('values', { nonFinite: 'allowed' }).reduce((a, b) => a + b, 0) * scale };
  },
  echo: (_, inputs) => inputs.raw('value'),
  typed: () => ({
    list: Float64Array.of(1, Number.NaN),
    none: undefined,
    map: new Map([['a', 1]]),
    d: defined(2),
  }),
  nothing: () => estimated(notDefined('needs two items')),
  inside: () => ({ p: notDefined('needs two items') }),
  broken: () => {
    throw new TypeError('x is not a function');
  },
  range: () => {
    throw new RangeError('level must lie in (0, 1), got 2');
  },
  words: (_params, _inputs, { wordNet }) => wordNet().lemmasOf('dog'),
};

function answer(line: unknown, onDefect: (error: unknown) => void = () => {}): unknown {
  const text = typeof line === 'string' ? line : JSON.stringify(line);
  return JSON.parse(evaluateLine(text, { resources, table, onDefect }));
}

function codeOf(line: unknown): unknown {
  return (answer(line) as { error?: { code: string } }).error?.code;
}

describe('a line of the protocol', () => {
  test('is answered under its id, whatever that is', () => {
    for (const id of [1, 'a', null, [2], { b: 1 }])
      expect(answer({ id, metric: 'sum', inputs: { values: [1, 2] } })).toEqual({ id, result: { sum: 3 } });
    expect(answer({ metric: 'sum', inputs: { values: [] } })).toEqual({ id: null, result: { sum: 0 } });
  });

  test('takes and gives non-finite numbers as strings, and typed arrays and maps as plain ones', () => {
    expect(answer({ metric: 'sum', inputs: { values: ['-Infinity'] } })).toMatchObject({
      result: { sum: '-Infinity' },
    });
    expect(answer({ metric: 'typed' })).toEqual({
      id: null,
      result: { list: [1, 'NaN'], map: { a: 1 }, d: 2 },
    });
  });

  test.each([
    ['bad-json', '{"id": 1,'],
    ['bad-json', ''],
    ['bad-line', '[1]'],
    ['bad-line', 'null'],
    ['bad-line', { metric: 3 }],
    ['bad-line', { metric: 'sum', params: [] }],
    ['bad-line', { metric: 'sum', inputs: { values: [] }, option: 1 }],
    ['unknown-metric', { metric: 'summ' }],
    ['unknown-metric', { metric: 'constructor' }],
    ['unknown-parameter', { metric: 'sum', params: { scales: 2 }, inputs: { values: [1] } }],
    ['unknown-parameter', { metric: 'sum', inputs: { values: [1], weights: [1] } }],
    ['bad-input', { metric: 'sum' }],
    ['bad-input', { metric: 'sum', inputs: { values: ['1'] } }],
    ['bad-input', { metric: 'sum', params: { scale: -1 }, inputs: { values: [1] } }],
    ['bad-input', { metric: 'sum', params: { scale: 'NaN' }, inputs: { values: [1] } }],
    ['bad-input', { metric: 'range' }],
    ['undefined', { metric: 'nothing' }],
    ['undefined', { metric: 'inside' }],
    ['unavailable', { metric: 'words' }],
    ['defect', { metric: 'broken' }],
  ])('that is wrong is answered with %s', (code, line) => {
    expect(codeOf(line)).toBe(code);
  });

  test('names near metrics where a name is mistyped', () => {
    expect(answer({ metric: 'summ' })).toMatchObject({ error: { message: expect.stringContaining('sum') } });
  });

  test('tells of a defect, and only of a defect', () => {
    const told: unknown[] = [];
    answer({ metric: 'broken' }, (error) => told.push(error));
    answer({ metric: 'range' }, (error) => told.push(error));
    expect(told).toHaveLength(1);
  });

  test('gives any JSON value back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const sent = JSON.parse(JSON.stringify(value)) as unknown;
        const { result } = answer({ id: sent, metric: 'echo', inputs: { value: { inner: sent } } }) as {
          result: { inner: unknown };
        };
        expect(result.inner).toEqual(sent);
      }),
    );
  });

  test('never throws, whatever the line', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => answer(text)).not.toThrow();
      }),
    );
  });
});
