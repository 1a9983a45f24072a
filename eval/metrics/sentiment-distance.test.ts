import { expect, test } from 'vitest';
import { parseVaderLexicon, vaderCompound } from '#eval/text/vader.ts';
import { sentimentDistance } from './sentiment-distance.ts';
import { metricValue } from './sum-metric.ts';

const lexicon = parseVaderLexicon('fine\t2.0\nawful\t-3.0\n');
const fine = vaderCompound('fine', lexicon);
const awful = vaderCompound('awful', lexicon);

test('distances do not cancel, signed differences do', () => {
  const segments = [
    { hypothesis: 'fine', references: ['awful'] },
    { hypothesis: 'awful', references: ['fine'] },
  ];
  expect(metricValue(sentimentDistance(lexicon), segments)).toMatchObject({
    value: expect.closeTo(fine - awful, 12),
  });
  expect(metricValue(sentimentDistance(lexicon, { signed: true }), segments)).toMatchObject({ value: 0 });
});

test('of several references the mean counts; an empty reply is neutral', () => {
  expect(
    metricValue(sentimentDistance(lexicon), [{ hypothesis: '', references: ['fine', ''] }]),
  ).toMatchObject({ value: expect.closeTo(fine / 2, 12) });
});

test('nothing compared has no distance, a segment without reference is refused', () => {
  expect(metricValue(sentimentDistance(lexicon), [])).toMatchObject({ status: 'undefined' });
  expect(() => metricValue(sentimentDistance(lexicon), [{ hypothesis: 'a', references: [] }])).toThrow(
    RangeError,
  );
});
