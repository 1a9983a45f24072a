import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitAtFinds } from './found-text.tsx';

const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'ß', 'É', 'é', ' ', '🙂') });

test('the parts make up the text, and those marked are what was searched for, capitals aside', () => {
  fc.assert(
    fc.property(text, text, (whole, search) => {
      const parts = splitAtFinds(whole, search);
      expect(parts.map(({ part }) => part).join('')).toBe(whole);
      for (const { at, part, isFind } of parts) {
        expect(whole.startsWith(part, at)).toBe(true);
        if (isFind) expect(part.toUpperCase()).toBe(search.toUpperCase());
        else if (search !== '' && whole.toUpperCase().length === whole.length)
          expect(part.toUpperCase()).not.toContain(search.toUpperCase());
      }
    }),
  );
});
