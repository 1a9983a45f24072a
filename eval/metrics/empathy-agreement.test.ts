import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type EmpathyLevels,
  empathyAgreement,
  empathyAgreementStatistics,
  empathyAgreementWidth,
} from './empathy-agreement.ts';

const levels = (emotionalReaction: number, interpretation: number, exploration: number): EmpathyLevels => ({
  emotionalReaction,
  interpretation,
  exploration,
});

function agreement(pairs: readonly (readonly [EmpathyLevels, EmpathyLevels])[]) {
  const sums = new Float64Array(empathyAgreementWidth);
  const row = new Float64Array(empathyAgreementWidth);
  for (const [reply, reference] of pairs) {
    empathyAgreementStatistics({ reply, reference }, row);
    row.forEach((value, i) => {
      sums[i]! += value;
    });
  }
  return empathyAgreement(sums);
}

test('levels, agreement by mechanism, and the three together', () => {
  const found = agreement([
    [levels(0, 1, 2), levels(0, 1, 2)],
    [levels(1, 1, 0), levels(0, 1, 0)],
    [levels(1, 0, 0), levels(1, 0, 2)],
  ]);
  // Emotional reaction: level 0 has F1 2/3 (twice true), level 1 has 2/3 (once).
  expect(found.emotionalReaction).toMatchObject({
    meanLevel: { value: expect.closeTo(2 / 3, 12) },
    meanReferenceLevel: { value: expect.closeTo(1 / 3, 12) },
    share: { value: expect.closeTo(2 / 3, 12) },
    accuracy: { value: expect.closeTo(2 / 3, 12) },
    weightedF1: { value: expect.closeTo(2 / 3, 12) },
  });
  // Exploration: level 0 has F1 2/3 (once true), level 2 has 2/3 (twice).
  expect(found.empF1).toMatchObject({ value: expect.closeTo((2 / 3 + 1 + 2 / 3) / 3, 12) });
  expect(found.exactMatch).toMatchObject({ value: expect.closeTo(1 / 3, 12) });
});

test('weighted F1 weights by the reference, macro does not', () => {
  const found = agreement([
    ...Array(3).fill([levels(0, 0, 0), levels(0, 0, 0)]),
    [levels(0, 0, 0), levels(2, 2, 2)],
  ]);
  // F1 of level 0 is 6/7 (three times true), of level 2 is 0 (once).
  expect(found.empF1).toMatchObject({ value: expect.closeTo((6 / 7) * (3 / 4), 12) });
  expect(found.macroEmpF1).toMatchObject({ value: expect.closeTo(3 / 7, 12) });
});

test('the references against themselves agree in all', () => {
  const level = fc.constantFrom(0, 1, 2);
  fc.assert(
    fc.property(fc.array(fc.tuple(level, level, level), { minLength: 1 }), (all) => {
      const found = agreement(all.map((each) => [levels(...each), levels(...each)]));
      for (const value of [found.empF1, found.macroEmpF1, found.exactMatch])
        expect(value).toMatchObject({ value: expect.closeTo(1, 12) });
    }),
  );
});

test('no replies have no agreement, a level that is none is refused', () => {
  expect(agreement([]).empF1).toMatchObject({ status: 'undefined' });
  expect(() => agreement([[levels(3, 0, 0), levels(0, 0, 0)]])).toThrow(RangeError);
});
