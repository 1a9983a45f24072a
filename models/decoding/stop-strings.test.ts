import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StopStrings } from './stop-strings.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 });

/** Looks at every beginning of the text in turn. */
function slowly(text: string, stops: readonly string[]): { text: string; stop: string } | null {
  for (let end = 1; end <= text.length; end++) {
    const found = stops.filter((stop) => text.slice(0, end).endsWith(stop));
    if (found.length === 0) continue;
    const stop = found.reduce((longest, other) => (other.length > longest.length ? other : longest));
    return { text: text.slice(0, end - stop.length), stop };
  }
  return null;
}

test('the text ends at the same place however it is cut into pieces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 }), { maxLength: 8 }),
      fc.array(word, { maxLength: 3 }),
      (pieces, stops) => {
        const watch = new StopStrings(stops);
        let text = '';
        for (const piece of pieces) {
          text += piece;
          watch.read(text);
        }
        const expected = slowly(text, stops);
        expect(watch.stop).toBe(expected?.stop ?? null);
        if (expected) expect(watch.settledText).toBe(expected.text);
      },
    ),
    { numRuns: 1000 },
  );
});

test('text shown on the way is never taken back', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 20 }), word, (text, stop) => {
      const watch = new StopStrings([stop]);
      let shown = '';
      for (let end = 1; end <= text.length; end++) {
        watch.read(text.slice(0, end));
        expect(watch.settledText.startsWith(shown)).toBe(true);
        shown = watch.settledText;
      }
    }),
  );
});

test('the beginning of a stop string is held back until it is plain what it is', () => {
  const watch = new StopStrings(['\nUser:']);
  watch.read('Hello.\nUs');
  expect(watch.settledText).toBe('Hello.');
  watch.read('Hello.\nUsually');
  expect(watch.settledText).toBe('Hello.\nUsually');
});

test('a character whose bytes are still coming is not read before it is whole', () => {
  const watch = new StopStrings(['é!']);
  watch.read('caf\uFFFD');
  expect(watch.settledText).toBe('caf');
  expect(watch.read('café')).toBeNull();
  expect(watch.read('café!')).toBe('é!');
  expect(watch.settledText).toBe('caf');
});

test('a tokenizer that mends earlier text is read afresh', () => {
  const watch = new StopStrings(['d.']);
  expect(watch.read('good .')).toBeNull();
  expect(watch.read('good. And')).toBe('d.');
  expect(watch.settledText).toBe('goo');
});
