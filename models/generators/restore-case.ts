/** Written with a capital wherever they stand. Words that also mean something else ("may", "march") are left out. */
const capitalised = [
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  ...['january', 'february', 'april', 'june', 'july', 'september', 'october', 'november', 'december'],
  ...['christmas', 'halloween', 'thanksgiving', 'easter', 'god', 'american', 'america', 'english', 'spanish'],
  ...['mr', 'mrs', 'ms', 'dr', 'facebook', 'disney', 'california', 'florida', 'texas', 'europe', 'canada'],
];
const names = new RegExp(`(?<![\\p{L}\\d@#./_-])(?:${capitalised.join('|')})(?![\\p{L}\\d_])`, 'gu');

/** "i", "i'm", "i've", but neither "i.e." nor "i-phone". */
const firstPerson = /(?<![\p{L}\d'@#/_-])i(?![\p{L}\d_]|[-.][\p{L}\d])/gu;

/** The first letter after a sentence's end; three dots may go on in the middle of one. */
const sentenceStart = /((?:^|[^.!?][.!?]|[!?]{2,})["')\]]*\s+["'([]*)(\p{Ll})/gu;
const textStart = /^(["'([*]*)(\p{Ll})/u;

/** What ends in a dot without ending a sentence. */
const abbreviation =
  /(?:^|[\s("'])(?:mr|mrs|ms|dr|st|vs|jr|sr|prof|etc|approx|no|[a-z](?:\.[a-z])+|a\.m|p\.m)\.["')\]]*\s+["'([]*$/iu;

/**
 * Written text of what a model without capitals says: a capital at the start of each sentence, in "I" and in some names;
 * spaces before punctuation and doubled ones go. Text that has a capital already keeps its letters as they are, for its
 * model knows of them. Applying it twice changes nothing more.
 */
export function restoreCase(text: string): string {
  const tidy = tidySpaces(text);
  if (/\p{Lu}/u.test(tidy)) return tidy;
  return tidy
    .replace(sentenceStart, (found, ...[before, letter, at]: [string, string, number]) =>
      abbreviation.test(tidy.slice(0, at) + before) ? found : before + letter.toUpperCase(),
    )
    .replace(textStart, (_, before: string, letter: string) => before + letter.toUpperCase())
    .replace(firstPerson, 'I')
    .replace(names, (name) => name.charAt(0).toUpperCase() + name.slice(1));
}

/** One space between words (and for control characters), none at the ends or before punctuation; a face such as ":)" keeps its space. */
function tidySpaces(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/ +(?=[,.!?%)\]]|[:;](?![-'^]?[()DPpOo/\\|3*]))/g, '')
    .replace(/([([]) +/g, '$1')
    .replace(/(?<=\p{L}) ('(?:s|m|d|t|re|ve|ll)|n't)(?!\p{L})/giu, '$1');
}
