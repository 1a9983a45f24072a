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

/** The first letter after a sentence's end; three dots may go on in the middle of one, and "iPhone" has its own way. */
const sentenceStart = /(?<=(?:^|[^.!?][.!?]|[!?]{2,})["')\]]*\s+["'([]*)\p{Ll}(?!\p{Lu})/gu;
const textStart = /(?<=^["'([*]*)\p{Ll}(?!\p{Lu})/u;

/** What ends in a dot without ending a sentence. */
const abbreviation =
  /(?:^|[\s("'])(?:mr|mrs|ms|dr|st|vs|jr|sr|prof|etc|approx|[a-z](?:\.[a-z])+|a\.m|p\.m)\.["')\]]*\s+["'([]*$/iu;

/** English with a capital at the start of each sentence, in "I" and in some names; expects what `tidySpaces` gives. */
export function withCapitals(text: string): string {
  return text
    .replace(sentenceStart, (letter, at: number) =>
      abbreviation.test(text.slice(0, at)) ? letter : capital(letter),
    )
    .replace(textStart, capital)
    .replace(firstPerson, 'I')
    .replace(names, (name) => name.charAt(0).toUpperCase() + name.slice(1));
}

/** Itself where there is none of one letter: "ß" stays. */
function capital(letter: string): string {
  const large = letter.toUpperCase();
  return large.toLowerCase() === letter ? large : letter;
}

/**
 * One space between words (and for control characters), none at the ends or before punctuation, contractions in one
 * piece; a face such as ":)" keeps its space.
 */
export function tidySpaces(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/ +(?=[,.!?%)\]]|[:;](?![-'^]?[()DPpOo/\\|3*]))/g, '')
    .replace(/(?<![:;][-'^]?)([([]) +/g, '$1')
    .replace(/(?<=\p{L}) ('(?:s|m|d|t|re|ve|ll)|n't)(?!\p{L})/giu, '$1');
}
