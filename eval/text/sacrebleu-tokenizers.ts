import { CodePoints } from './code-points.ts';
import { splitOnWhitespace } from './whitespace.ts';

export const bleuTokenizers = ['13a', 'intl', 'char', 'none'] as const;
export type BleuTokenizer = (typeof bleuTokenizers)[number];

const space = 0x20;

/**
 * sacreBLEU's tokenisers (2.6.0): `13a` is mteval-v13a's, `intl` mteval-v14's international one, `char` takes every
 * character for a token, `none` leaves the text. Made once and used for many lines; what `run` gives is overwritten by the
 * next call.
 *
 * The references are sequences of regular expressions whose matches consume what they match ("x.,5" gives "x . ,5"), so
 * each is run here as a pass over the code points that consumes the same.
 */
export class SacrebleuTokenizer {
  readonly name: BleuTokenizer;
  #from = new CodePoints();
  #to = new CodePoints();

  constructor(name: BleuTokenizer) {
    this.name = name;
  }

  /** The code points of the tokenised line, tokens with white space between (more than one in places). */
  run(line: string): CodePoints {
    if (this.name === '13a') return this.#run13a(withoutMarkup(line));
    this.#from.load(line);
    if (this.name === 'intl') return this.#runIntl();
    return this.name === 'char' ? this.#spaced() : this.#from;
  }

  #run13a(line: string): CodePoints {
    this.#load13a(line);
    this.#step(separateAfterNonDigit);
    this.#step(separateBeforeNonDigit);
    this.#step(separateDashAfterDigit);
    return this.#from;
  }

  /** The line between spaces, all ASCII punctuation but `'`, `,`, `-` and `.` apart: the first expression of 13a. */
  #load13a(line: string): void {
    const from = this.#from;
    from.clear(line.length * 3 + 2);
    const { values } = from;
    let length = 0;
    values[length++] = space;
    for (let i = 0; i < line.length; i++) {
      const unit = line.charCodeAt(i);
      if (unit < 0x80 && punctuation13a[unit] === 1) {
        values[length] = space;
        values[length + 1] = unit;
        values[length + 2] = space;
        length += 3;
      } else values[length++] = unit;
    }
    values[length++] = space;
    from.length = length;
  }

  #runIntl(): CodePoints {
    this.#step(separatePunctuationAfterNonNumber);
    this.#step(separatePunctuationBeforeNonNumber);
    this.#step(separateSymbols);
    return this.#from;
  }

  #spaced(): CodePoints {
    this.#step((from, to) => {
      for (let i = 0; i < from.length; i++) {
        to.values[to.length++] = from.values[i] as number;
        to.values[to.length++] = space;
      }
    });
    return this.#from;
  }

  #step(pass: (from: CodePoints, to: CodePoints) => void): void {
    // No pass makes more than three of one.
    this.#to.clear(this.#from.length * 3);
    pass(this.#from, this.#to);
    [this.#from, this.#to] = [this.#to, this.#from];
  }
}

// What they give is read before the next line is given to them.
const tokenizers = { '13a': new SacrebleuTokenizer('13a'), intl: new SacrebleuTokenizer('intl') };

/** The tokenised line as sacreBLEU's tokenisers give it: tokens with a space between. */
export function sacrebleuTokenize(line: string, name: BleuTokenizer): string {
  if (name === 'none') return line;
  if (name === 'char') return [...line].join(' ');
  const tokenised = tokenizers[name].run(line);
  // 13a passes UTF-16 code units through as they are; joined, the halves of a pair meet again.
  return splitOnWhitespace(name === '13a' ? fromUnits(tokenised) : tokenised.toString()).join(' ');
}

function fromUnits({ values, length }: CodePoints): string {
  let text = '';
  for (let from = 0; from < length; from += 4096)
    text += String.fromCharCode(...values.subarray(from, Math.min(from + 4096, length)));
  return text;
}

function withoutMarkup(line: string): string {
  let text = line;
  if (text.includes('<skipped>')) text = text.replaceAll('<skipped>', '');
  if (text.includes('\n')) text = text.replaceAll('-\n', '').replaceAll('\n', ' ');
  if (text.includes('&'))
    text = text
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>');
  return text;
}

/** `[\{-\~\[-\` -\&\(-\+\:-\@\/]` */
const punctuation13a = Uint8Array.from({ length: 128 }, (_, code) =>
  (code >= 0x20 && code <= 0x26) ||
  (code >= 0x28 && code <= 0x2b) ||
  code === 0x2f ||
  (code >= 0x3a && code <= 0x40) ||
  (code >= 0x5b && code <= 0x60) ||
  (code >= 0x7b && code <= 0x7e)
    ? 1
    : 0,
);

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isStopOrComma(code: number): boolean {
  return code === 0x2e || code === 0x2c;
}

/** `([^0-9])([\.,])` to `\1 \2 ` */
function separateAfterNonDigit(from: CodePoints, to: CodePoints): void {
  const [source, target, last] = [from.values, to.values, from.length - 1];
  let [i, length] = [0, 0];
  while (i < last) {
    const first = source[i] as number;
    const second = source[i + 1] as number;
    target[length++] = first;
    if (isStopOrComma(second) && !isDigit(first)) {
      target[length] = space;
      target[length + 1] = second;
      target[length + 2] = space;
      length += 3;
      i += 2;
    } else i++;
  }
  if (i === last) target[length++] = source[i] as number;
  to.length = length;
}

/** `([\.,])([^0-9])` to ` \1 \2` */
function separateBeforeNonDigit(from: CodePoints, to: CodePoints): void {
  const [source, target, last] = [from.values, to.values, from.length - 1];
  let [i, length] = [0, 0];
  while (i < last) {
    const first = source[i] as number;
    const second = source[i + 1] as number;
    if (isStopOrComma(first) && !isDigit(second)) {
      target[length] = space;
      target[length + 1] = first;
      target[length + 2] = space;
      target[length + 3] = second;
      length += 4;
      i += 2;
    } else {
      target[length++] = first;
      i++;
    }
  }
  if (i === last) target[length++] = source[i] as number;
  to.length = length;
}

/** `([0-9])(-)` to `\1 \2 ` */
function separateDashAfterDigit(from: CodePoints, to: CodePoints): void {
  const [source, target] = [from.values, to.values];
  let length = 0;
  let previous = 0;
  for (let i = 0; i < from.length; i++) {
    const code = source[i] as number;
    if (code === 0x2d && isDigit(previous)) {
      target[length] = space;
      target[length + 1] = code;
      target[length + 2] = space;
      length += 3;
    } else target[length++] = code;
    previous = code;
  }
  to.length = length;
}

const [isOther, isNumber, isPunctuation, isSymbol] = [1, 2, 3, 4] as const;

/** The general category (N, P, S or another) of every code point that was asked for, 0 where none has been yet. */
const categories = new Uint8Array(0x110000);

function categoryOf(code: number): number {
  const known = categories[code] as number;
  return known === 0 ? learnCategory(code) : known;
}

function learnCategory(code: number): number {
  const character = String.fromCodePoint(code);
  let category: number = isOther;
  if (/\p{N}/u.test(character)) category = isNumber;
  else if (/\p{P}/u.test(character)) category = isPunctuation;
  else if (/\p{S}/u.test(character)) category = isSymbol;
  categories[code] = category;
  return category;
}

/** `(\P{N})(\p{P})` to `\1 \2 ` */
function separatePunctuationAfterNonNumber(from: CodePoints, to: CodePoints): void {
  const [source, target, last] = [from.values, to.values, from.length - 1];
  let [i, length] = [0, 0];
  while (i < last) {
    const first = source[i] as number;
    const second = source[i + 1] as number;
    target[length++] = first;
    if (categoryOf(second) === isPunctuation && categoryOf(first) !== isNumber) {
      target[length] = space;
      target[length + 1] = second;
      target[length + 2] = space;
      length += 3;
      i += 2;
    } else i++;
  }
  if (i === last) target[length++] = source[i] as number;
  to.length = length;
}

/** `(\p{P})(\P{N})` to ` \1 \2` */
function separatePunctuationBeforeNonNumber(from: CodePoints, to: CodePoints): void {
  const [source, target, last] = [from.values, to.values, from.length - 1];
  let [i, length] = [0, 0];
  while (i < last) {
    const first = source[i] as number;
    const second = source[i + 1] as number;
    if (categoryOf(first) === isPunctuation && categoryOf(second) !== isNumber) {
      target[length] = space;
      target[length + 1] = first;
      target[length + 2] = space;
      target[length + 3] = second;
      length += 4;
      i += 2;
    } else {
      target[length++] = first;
      i++;
    }
  }
  if (i === last) target[length++] = source[i] as number;
  to.length = length;
}

/** `(\p{S})` to ` \1 ` */
function separateSymbols(from: CodePoints, to: CodePoints): void {
  const [source, target] = [from.values, to.values];
  let length = 0;
  for (let i = 0; i < from.length; i++) {
    const code = source[i] as number;
    if (categoryOf(code) === isSymbol) {
      target[length] = space;
      target[length + 1] = code;
      target[length + 2] = space;
      length += 3;
    } else target[length++] = code;
  }
  to.length = length;
}
