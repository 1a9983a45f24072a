import { splitOnWhitespace } from './whitespace.ts';

export interface TerTokenizerOptions {
  /** Separate punctuation and resolve the four XML entities, as mteval does. Default false. */
  readonly normalized?: boolean;
  /** Remove `. , ? : ; ! " ( )`. Default false. */
  readonly noPunct?: boolean;
  /** With `normalized`: CJK characters apart; with `noPunct`: CJK punctuation too. Default false. */
  readonly asianSupport?: boolean;
  /** Default false: texts are compared in lower case. */
  readonly caseSensitive?: boolean;
}

/** Tercom's tokeniser as sacreBLEU 2.6.0 has it (`tokenizer_ter.py`), its oddities included: a line of tokens with a space between. */
export function terTokenize(line: string, options: TerTokenizerOptions = {}): string {
  return terTokens(line, options).join(' ');
}

export function terTokens(line: string, options: TerTokenizerOptions = {}): string[] {
  const { normalized, noPunct, asianSupport, caseSensitive } = options;
  let text = caseSensitive ? line : line.toLowerCase();
  if (normalized) {
    text = normalizeWestern(text);
    if (asianSupport) text = normalizeAsian(text);
  }
  if (noPunct) {
    text = text.replace(/[.,?:;!"()]/g, '');
    if (asianSupport) text = text.replace(asianPunctuation, '').replace(fullWidthPunctuation, '');
  }
  return splitOnWhitespace(text);
}

const asianPunctuation = /[\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb]/g;
const fullWidthPunctuation = /[\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09]/g;

function normalizeWestern(line: string): string {
  const joined = line
    .replaceAll('\n-', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  return ` ${joined} `
    .replace(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
    .replaceAll("'s ", " 's ")
    .replace(/'s$/g, " 's")
    .replace(/([^0-9])([.,])/g, '$1 $2 ')
    .replace(/([.,])([^0-9])/g, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ');
}

function normalizeAsian(line: string): string {
  return (
    line
      .replace(/([\u4e00-\u9fff\u3400-\u4dbf])/g, ' $1 ')
      .replace(/([\u31c0-\u31ef\u2e80-\u2eff])/g, ' $1 ')
      .replace(/([\u3300-\u33ff\uf900-\ufaff\ufe30-\ufe4f])/g, ' $1 ')
      // The reference's range, which reaches further than its comment (3200-32FF) says.
      .replace(/([\u3200-\u3f22])/g, ' $1 ')
      // As in the reference, `^` within what was meant to be a class: these match at the start of a line alone.
      .replace(/(^|^[\u3040-\u309f])([\u3040-\u309f]+)(?=$|^[\u3040-\u309f])/g, '$1 $2 ')
      .replace(/(^|^[\u30a0-\u30ff])([\u30a0-\u30ff]+)(?=$|^[\u30a0-\u30ff])/g, '$1 $2 ')
      .replace(/(^|^[\u31f0-\u31ff])([\u31f0-\u31ff]+)(?=$|^[\u31f0-\u31ff])/g, '$1 $2 ')
      .replace(asianPunctuation, ' $& ')
      .replace(fullWidthPunctuation, ' $& ')
  );
}
