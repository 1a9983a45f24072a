import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatStored, parseStored, type QueueEntry } from './queue-entry.ts';

const entry: fc.Arbitrary<QueueEntry> = fc.record({
  assignment: fc.string(),
  target: fc.oneof(
    fc.record({
      kind: fc.constant('rating' as const),
      position: fc.integer({ min: 1, max: 26 }),
      criterion: fc.string(),
    }),
    fc.constant({ kind: 'comment' as const }),
    fc.constant({ kind: 'flag' as const }),
  ),
  value: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.string(), fc.boolean()),
  clientId: fc.string(),
  clientSequence: fc.nat(),
  order: fc.nat(),
  refused: fc.option(fc.string(), { nil: null }),
});

test('What is kept in the browser’s storage is read back as it was', () => {
  fc.assert(
    fc.property(entry, fc.boolean(), (kept, done) => {
      const settled = done ? { value: kept.value, savedAt: '2026-01-05T12:00:00.000Z' } : null;
      expect(parseStored(formatStored({ entry: kept, settled }))).toEqual({ entry: kept, settled });
    }),
  );
});

test('Anything else that lies in storage is passed over', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parseStored(text)).toBeUndefined();
    }),
  );
  for (const text of [null, 'null', '{"entry":{}}', '{"entry":{"assignment":"asg_1"}}'])
    expect(parseStored(text)).toBeUndefined();
});
