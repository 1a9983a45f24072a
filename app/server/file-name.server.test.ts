import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attachment, fileNamePart } from './file-name.server.ts';

test('a name becomes part of a file’s name', () => {
  expect(fileNamePart('MoEL, MIME & KEMP (2026)')).toBe('MoEL-MIME-KEMP-2026');
  expect(fileNamePart('../../etc/passwd')).toBe('etc-passwd');
  expect(fileNamePart('Größe')).toBe('Große');
  expect(fileNamePart('…')).toBe('study');
});

test('whatever the name, the header is one line of ASCII that says the name in full', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      const header = attachment(name);
      expect(header).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.~%-]*$/);
      expect(decodeURIComponent(header.slice(header.lastIndexOf("''") + 2))).toBe(name);
    }),
  );
});
