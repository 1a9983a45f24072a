import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { broadcastShapes, normaliseAxes, productOfSizes, quotientOfSizes, sumSizes } from './shapes.ts';

const size = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.constantFrom('batch', 'time', '(past+time)', 'batch*time'),
);

describe('sizes with names', () => {
  it('multiply to one name in any order, and divide back', () => {
    fc.assert(
      fc.property(fc.array(size), fc.array(size), (a, b) => {
        expect(productOfSizes([...a, ...b])).toBe(productOfSizes([...b, ...a]));
        expect(productOfSizes([productOfSizes(a), productOfSizes(b)])).toBe(productOfSizes([...a, ...b]));
        expect(quotientOfSizes([...a, ...b], a)).toBe(productOfSizes(b));
      }),
    );
  });

  it('multiply and add as people would write it', () => {
    expect(productOfSizes(['time', 3, 'batch', 2])).toBe('6*batch*time');
    expect(productOfSizes([2, 3])).toBe(6);
    expect(productOfSizes(['batch', 0])).toBe(0);
    expect(sumSizes(['time', 1, 'past', 2])).toBe('(past+time+3)');
    expect(sumSizes(['time', 0])).toBe('time');
    expect(productOfSizes([sumSizes(['time', 'past']), 'batch'])).toBe('(past+time)*batch');
  });

  it('do not divide where they are not a factor', () => {
    expect(quotientOfSizes(['batch', 6], [4])).toBeUndefined();
    expect(quotientOfSizes(['batch', 6], ['time'])).toBeUndefined();
    expect(quotientOfSizes(['batch', 6], [0])).toBeUndefined();
  });

  it('broadcast with themselves and 1 only', () => {
    expect(broadcastShapes('Add', ['batch', 1, 3], ['time', 1])).toEqual(['batch', 'time', 3]);
    expect(() => broadcastShapes('Add', ['batch'], ['time'])).toThrow('[batch] and [time]');
  });
});

it('axes count from either end, and none twice', () => {
  expect(normaliseAxes('Sum', [-1, 0], [2, 3, 4])).toEqual([0, 2]);
  expect(normaliseAxes('Sum', undefined, ['b', 3])).toEqual([0, 1]);
  expect(() => normaliseAxes('Sum', [0, -2], [2, 3])).toThrow('twice');
  expect(() => normaliseAxes('Sum', 2, [2, 3])).toThrow('axis 2 is outside shape [2, 3]');
});
