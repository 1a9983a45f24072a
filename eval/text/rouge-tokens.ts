import { porterStem } from './porter-stemmer.ts';

export interface RougeTokenOptions {
  /** Porter's stemmer (NLTK's variant) on tokens of more than three characters. Default false. */
  readonly useStemmer?: boolean;
}

/**
 * The tokens of rouge_score 0.1.2: runs of a-z and 0-9 of the text in lower case; every other character, letters with
 * accents among them, separates. Made once and used for many texts, for it remembers stems.
 */
export function rougeTokenizer({ useStemmer = false }: RougeTokenOptions = {}): (text: string) => string[] {
  const stems = new Map<string, string>();
  return (text) => {
    const tokens = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    if (!useStemmer) return tokens;
    return tokens.map((token) => (token.length > 3 ? stemOf(token, stems) : token));
  };
}

function stemOf(token: string, stems: Map<string, string>): string {
  const known = stems.get(token);
  if (known !== undefined) return known;
  const stem = porterStem(token);
  // Enough for a language; a text of nothing but new words must not fill the memory.
  if (stems.size < 200_000) stems.set(token, stem);
  return stem;
}
