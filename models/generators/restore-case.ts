import { tidySpaces, withCapitals } from '#lib/written-english.ts';

/**
 * Written text of what a model without capitals says: a capital at the start of each sentence, in "I" and in some names;
 * spaces before punctuation and doubled ones go. Text that has a capital already keeps its letters as they are, for its
 * model knows of them. Applying it twice changes nothing more.
 */
export function restoreCase(text: string): string {
  const tidy = tidySpaces(text);
  return /\p{Lu}/u.test(tidy) ? tidy : withCapitals(tidy);
}
