/** What Python's `\w` matches: letters, digits and the underscore. */
const word = '[\\p{L}\\p{N}_]';
const edge = { start: `(?<!${word})`, end: `(?!${word})` } as const;

type Rule = readonly [RegExp, string];

const startingQuotes: readonly Rule[] = [
  [/([«“‘„]|`+)/gu, ' $1 '],
  [/^"/gu, '``'],
  [/(``)/gu, ' $1 '],
  [/([ ([{<])("|'{2})/gu, '$1 `` '],
  [new RegExp(`(')(?!re|ve|ll|m|t|s|d|n)(${word})${edge.end}`, 'giu'), '$1 $2'],
];

/** Releases whose rules differ: dots are apart in threes or in any number, asterisks stay or are apart. */
export type NltkRelease = '3.4' | '3.8';

const punctuation = (release: NltkRelease): readonly Rule[] => [
  [/([^.])(\.)([\])}>"'»”’ ]*)\s*$/gu, '$1 $2 $3 '],
  [/([:,])([^\d])/gu, ' $1 $2'],
  [/([:,])$/gu, ' $1 '],
  [release === '3.4' ? /\.{3}/gu : /\.{2,}/gu, ' $& '],
  [/[;@#$%&]/gu, ' $& '],
  [/([^.])(\.)([\])}>"']*)\s*$/gu, '$1 $2$3 '],
  [/[?!]/gu, ' $& '],
  [/([^'])' /gu, "$1 ' "],
  ...(release === '3.4' ? [] : [[/[*]/gu, ' $& '] as const]),
  [/[\][(){}<>]/gu, ' $& '],
  [/--/gu, ' -- '],
];
const before = {
  '3.4': [...startingQuotes, ...punctuation('3.4')],
  '3.8': [...startingQuotes, ...punctuation('3.8')],
};

const endingQuotes: readonly Rule[] = [
  [/([»”’])/gu, ' $1 '],
  [/''/gu, " '' "],
  [/"/gu, " '' "],
  [/([^' ])('[sS]|'[mM]|'[dD]|') /gu, '$1 $2 '],
  [/([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) /gu, '$1 $2 '],
];

/** Robert MacIntyre's contractions: the parts of two words written as one. */
const contractions: readonly Rule[] = [
  ...['(can)(not)', "(d)('ye)", '(gim)(me)', '(gon)(na)', '(got)(ta)', '(lem)(me)', "(more)('n)"].map(
    (parts): Rule => [new RegExp(`${edge.start}${parts}${edge.end}`, 'giu'), ' $1 $2 '],
  ),
  [new RegExp(`${edge.start}(wan)(na)(?=\\s)`, 'giu'), ' $1 $2 '],
  ...["('t)(is)", "('t)(was)"].map((parts): Rule => [new RegExp(` ${parts}${edge.end}`, 'giu'), ' $1 $2 ']),
];

/**
 * The words of one sentence as `NLTKWordTokenizer` gives them: the Penn Treebank's rules, with curly quotes and dashes
 * apart. A full stop is split off at the end of the text alone.
 */
export function nltkSentenceWords(sentence: string, release: NltkRelease = '3.8'): string[] {
  return apply([...endingQuotes, ...contractions], ` ${apply(before[release], sentence)} `)
    .split(/\s+/u)
    .filter((token) => token !== '');
}

function apply(rules: readonly Rule[], text: string): string {
  return rules.reduce((held, [pattern, by]) => held.replace(pattern, by), text);
}
