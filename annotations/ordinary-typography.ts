import { tidySpaces, withCapitals } from '#lib/written-english.ts';

/**
 * A response in ordinary English typography, by rules that know nothing of its system: straight quotes, one form of
 * dash and of three dots, no stop said twice, no space before punctuation and one after, contractions in one piece, a
 * capital at the start of each sentence and in "I". No word changes: letters and digits stay the same but for their
 * case, in the same order. Applying it twice changes nothing more.
 *
 * It undoes what tokenisers print (NLTK's and BERT's among them) and what makes one system's typing known from
 * another's. Capitals inside sentences stay, and a missing last stop stays missing.
 */
export function ordinaryTypography(text: string): string {
  const marks = withOneKindOfMark(text.normalize('NFC'));
  return withCapitals(withoutShouting(tidySpaces(withSpacing(withPiecesJoined(marks)))));
}

/** Quotes, dashes, dots: one sign for each. */
function withOneKindOfMark(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Zs}]+/gu, ' ')
    .replace(/``|''|[“”„‟«»″]/g, '"')
    .replace(/[‘’‚‛ʼ′`´]/g, "'")
    .replace(/''/g, '"')
    .replace(/‑|(?<=\d)[‒–](?=\d)/g, '-')
    .replace(/ *(?:-*[‒–—―][-‒–—―]*|-{2,}) */g, ' - ')
    .replaceAll('…', '...')
    .replace(/\.(?: *\.)+/g, oneStop)
    .replace(/[!?](?: *[!?])+/g, oneCry)
    .replace(/,(?: *,)+/g, ',');
}

/** Dots together trail off, and so do three in a row; two apart are one stop said twice. */
function oneStop(dots: string): string {
  const count = dots.replaceAll(' ', '').length;
  return count === 2 && dots.includes(' ') ? '.' : '...';
}

function oneCry(marks: string): string {
  if (!marks.includes('?')) return '!';
  return marks.includes('!') ? '?!' : '?';
}

/** Words that tokenisers take apart. */
function withPiecesJoined(text: string): string {
  return text
    .replace(/(?<=\p{L}) ?' (?=(?:s|m|d|t|re|ve|ll)(?![\p{L}']))/giu, "'")
    .replace(/(?<!\p{L})(wan|gon) (na)(?!\p{L})/giu, '$1$2')
    .replace(/(?<!\p{L})(got) (ta)(?!\p{L})/giu, '$1$2')
    .replace(/(?<!\p{L})(gim|lem) (me)(?!\p{L})/giu, '$1$2')
    .replace(/\$ (?=\d)/g, '$');
}

/** A space after what ends a part of a sentence, none within quotes or brackets; addresses stay as they are. */
function withSpacing(text: string): string {
  return text
    .replace(/(?<!:\/\/\S*)([,!?])(?=\p{L})/gu, '$1 ')
    .replace(/(?<!:\/\/\S*)(?<=\p{Ll}{2}) ?\.(?=\p{Lu}\p{Ll})/gu, '. ')
    .replace(/(^|[\s(])" ?([^"]*?) ?"(?![\p{L}\p{N}"])/gu, '$1"$2"')
    .replace(/([:;]) \)(?= |$)/g, '$1)')
    .replace(/([:;]) \($/g, '$1(');
}

/** Text all in capitals, four words or more, is written small before sentences get theirs, which touch first letters only. */
function withoutShouting(text: string): string {
  const isShouted = !/\p{L}(?!\p{Lu})\p{L}/u.test(text) && (text.match(/\p{L}+/gu)?.length ?? 0) >= 4;
  return isShouted ? text.toLowerCase() : text;
}
