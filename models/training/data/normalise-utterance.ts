/** Characters that typing aids put in, by what a keyboard gives. */
const plain: readonly (readonly [RegExp, string])[] = [
  [/_comma_/g, ','],
  [/[\u2018\u2019\u201a\u201b\u00b4\u2032\uff07]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033\uff02]/g, '"'],
  [/\u2026/g, '...'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\u3002/g, '.'],
  [/\u3001/g, ','],
  // Zero-width characters and the byte order mark.
  [/[\u200b-\u200d\u2060\ufeff\u00ad]/g, ''],
  [/[\s\p{Cc}]+/gu, ' '],
];

/**
 * One form for the text of all sources: `_comma_` (EmpatheticDialogues' CSV) is a comma, quotation marks, dashes and
 * dots are those of a keyboard, white space is one space and none at the ends, letters are composed (NFC). The case
 * stays: whether it matters is the tokenizer's to say.
 */
export function normaliseUtterance(text: string): string {
  const replaced = plain.reduce((held, [pattern, by]) => held.replace(pattern, by), text);
  return replaced.normalize('NFC').trim();
}
