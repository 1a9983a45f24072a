import { degrees, idioms, isNegation } from './vader-words.ts';

/** VADER's lexicon: the mean valence of words and emoticons from -4 to 4, and emoji in words. */
export interface VaderLexicon {
  readonly valences: ReadonlyMap<string, number>;
  readonly emoji: ReadonlyMap<string, string>;
}

/** What a word in capitals adds among words that are not (Hutto & Gilbert 2014, section 3.2). */
const capitalStep = 0.733;
/** What a negation multiplies a valence by. */
const negationFactor = -0.74;
/** How a word of degree weakens with its distance of 1, 2 or 3 words. */
const fading = [1, 0.95, 0.9] as const;

/**
 * A lexicon from the text of its files, lines of fields with tabs between.
 * @param lexicon `vader_lexicon.txt`: word or emoticon, mean valence, and what is not needed
 * @param emoji `emoji_utf8_lexicon.txt`: emoji, description; none where left out
 */
export function parseVaderLexicon(lexicon: string, emoji = ''): VaderLexicon {
  const pairs = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim().split('\t'))
      .flatMap(([key, value]) => (key && value !== undefined ? [[key, value] as const] : []));
  return {
    valences: new Map(pairs(lexicon).map(([word, valence]) => [word, Number(valence)])),
    emoji: new Map(pairs(emoji)),
  };
}

/**
 * VADER's compound score of a text, from -1 (most negative) to 1, rounded to four places as the reference prints it:
 * valences of the lexicon's words after the rules for degree, negation, capitals, idioms, "but" and punctuation, summed
 * to s and brought into range by s / √(s² + 15). Follows vaderSentiment 3.3.2 (Hutto & Gilbert 2014), oddities included.
 */
export function vaderCompound(text: string, lexicon: VaderLexicon): number {
  const read = withEmojiInWords(text, lexicon.emoji).trim();
  const words = wordsOf(read);
  const sentence: Sentence = {
    words,
    lower: words.map((word) => word.toLowerCase()),
    isMixedCase: words.some(isCapital) && !words.every(isCapital),
    valences: lexicon.valences,
  };
  const valences = afterBut(
    words.map((_, at) => valenceAt(sentence, at)),
    sentence.lower.indexOf('but'),
  );
  const sum = valences.reduce((total, valence) => total + valence, 0);
  const emphasised = sum + Math.sign(sum) * emphasis(read);
  return Number((emphasised / Math.sqrt(emphasised ** 2 + 15)).toFixed(4)) + 0;
}

interface Sentence {
  readonly words: readonly string[];
  readonly lower: readonly string[];
  /** Some words are in capitals and some are not. */
  readonly isMixedCase: boolean;
  readonly valences: ReadonlyMap<string, number>;
}

function withEmojiInWords(text: string, emoji: ReadonlyMap<string, string>): string {
  let result = '';
  let isAfterSpace = true;
  for (const character of text) {
    const description = emoji.get(character);
    result += description === undefined ? character : `${isAfterSpace ? '' : ' '}${description}`;
    isAfterSpace = description === undefined && character === ' ';
  }
  return result;
}

const punctuation = '[!-/:-@[-`{-~]';
const outerPunctuation = new RegExp(`^${punctuation}+|${punctuation}+$`, 'g');

/** What stands between spaces, without punctuation around it unless too little is left: then it is an emoticon. */
function wordsOf(text: string): string[] {
  return text
    .split(/\s+/u)
    .filter((token) => token !== '')
    .map((token) => {
      const bare = token.replace(outerPunctuation, '');
      return [...bare].length <= 2 ? token : bare;
    });
}

/** As Python's `isupper`: letters with case, all of them capitals. */
function isCapital(word: string): boolean {
  return /\p{Lu}/u.test(word) && !/[\p{Ll}\p{Lt}]/u.test(word);
}

function valenceAt(sentence: Sentence, at: number): number {
  const { lower, valences } = sentence;
  const word = lower[at] ?? '';
  const own = valences.get(word);
  if (degrees.has(word) || (word === 'kind' && lower[at + 1] === 'of') || own === undefined) return 0;
  let valence = withCapitals(sentence, at, afterNo(sentence, at, own));
  for (let distance = 1; distance <= 3 && distance <= at; distance++) {
    if (valences.has(lower[at - distance] ?? '')) continue;
    valence += degreeOf(sentence, at - distance, valence) * (fading[distance - 1] ?? 0);
    valence *= negation(lower, at, distance);
    if (distance === 3) valence = withIdioms(lower, at, valence);
  }
  return isNegatedByLeast(sentence, at) ? valence * negationFactor : valence;
}

/** "no" before a word of the lexicon negates that word instead of counting itself. */
function afterNo({ lower, valences }: Sentence, at: number, own: number): number {
  const isBefore = lower[at] === 'no' && valences.has(lower[at + 1] ?? '');
  const isAfter =
    lower[at - 1] === 'no' ||
    lower[at - 2] === 'no' ||
    (lower[at - 3] === 'no' && ['or', 'nor'].includes(lower[at - 1] ?? ''));
  if (isAfter) return own * negationFactor;
  return isBefore ? 0 : own;
}

function withCapitals({ words, isMixedCase }: Sentence, at: number, valence: number): number {
  if (!isMixedCase || !isCapital(words[at] ?? '')) return valence;
  return valence > 0 ? valence + capitalStep : valence - capitalStep;
}

/** What a word of degree adds to the valence of a word that follows. */
function degreeOf({ words, lower, isMixedCase }: Sentence, at: number, valence: number): number {
  const degree = degrees.get(lower[at] ?? '');
  if (degree === undefined) return 0;
  const towards = valence < 0 ? -degree : degree;
  if (!isMixedCase || !isCapital(words[at] ?? '')) return towards;
  return valence > 0 ? towards + capitalStep : towards - capitalStep;
}

/** The factor that a word at a distance negates a valence with; "never so", "never this" strengthen. */
function negation(lower: readonly string[], at: number, distance: number): number {
  const back = (steps: number) => lower[at - steps] ?? '';
  const isSoOrThis = (word: string) => word === 'so' || word === 'this';
  const word = back(distance);
  if (distance === 2 && word === 'never' && isSoOrThis(back(1))) return 1.25;
  // Three words on, "so" or "this" right before strengthens whatever stands first: the reference's precedence of and/or.
  if (distance === 3 && (isSoOrThis(back(1)) || (word === 'never' && isSoOrThis(back(2))))) return 1.25;
  const isWithoutDoubt =
    word === 'without' && (back(distance - 1) === 'doubt' || (distance === 3 && back(1) === 'doubt'));
  if (distance > 1 && isWithoutDoubt) return 1;
  return isNegation(word) ? negationFactor : 1;
}

/** Idioms that end at, hold or begin with a word, and pairs of degree before it. */
function withIdioms(lower: readonly string[], at: number, valence: number): number {
  const phrase = (from: number, to: number) => lower.slice(at + from, at + to + 1).join(' ');
  const before = [phrase(-1, 0), phrase(-2, 0), phrase(-2, -1), phrase(-3, -1), phrase(-3, -2)];
  const found = before.find((words) => idioms.has(words));
  let result = found === undefined ? valence : (idioms.get(found) ?? valence);
  if (at + 1 < lower.length) result = idioms.get(phrase(0, 1)) ?? result;
  if (at + 2 < lower.length) result = idioms.get(phrase(0, 2)) ?? result;
  for (const words of [phrase(-3, -1), phrase(-3, -2), phrase(-2, -1)]) result += degrees.get(words) ?? 0;
  return result;
}

/** "least" negates what follows, unless it is "at least" or "very least". */
function isNegatedByLeast({ lower, valences }: Sentence, at: number): boolean {
  if (lower[at - 1] !== 'least' || valences.has('least')) return false;
  return lower[at - 2] !== 'at' && lower[at - 2] !== 'very';
}

/**
 * What stands before the first "but" counts by half, what stands after it by one and a half. As the reference does
 * it, each value in turn is scaled where its like comes first.
 */
function afterBut(valences: readonly number[], but: number): number[] {
  const result = [...valences];
  if (but === -1) return result;
  for (let place = 0; place < result.length; place++) {
    const value = result[place] ?? 0;
    const first = result.indexOf(value);
    if (first !== but) result[first] = value * (first < but ? 0.5 : 1.5);
  }
  return result;
}

/** What exclamation marks (up to four) and question marks (from two on) add to the size of a sum. */
function emphasis(text: string): number {
  const count = (mark: string) => text.split(mark).length - 1;
  const questions = count('?');
  const asked = questions <= 1 ? 0 : questions <= 3 ? questions * 0.18 : 0.96;
  return Math.min(count('!'), 4) * 0.292 + asked;
}
