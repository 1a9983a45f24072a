import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';

/** The longest texts an identifier reads, in tokens. */
export interface IdentifierLengths {
  readonly context: number;
  readonly response: number;
}

export interface EncodedExchange {
  readonly context: readonly number[];
  readonly response: readonly number[];
}

/**
 * The tokens of both texts, neither empty. Of a context that is too long the end is kept, where the newest utterances
 * of a dialogue stand; of a response the start.
 */
export function encodeExchange(
  tokenizer: Tokenizer,
  { context, response }: { readonly context: string; readonly response: string },
  lengths: IdentifierLengths,
): EncodedExchange {
  const seen = encodeText(tokenizer, context);
  return {
    context: seen.length > lengths.context ? seen.slice(seen.length - lengths.context) : seen,
    response: encodeText(tokenizer, response).slice(0, lengths.response),
  };
}

/** The tokens of a text, with an end mark where there would be none. */
export function encodeText(tokenizer: Tokenizer, text: string): number[] {
  const ids = tokenizer.encode(text);
  return ids.length > 0 ? ids : [tokenizer.specialIds.eos ?? 0];
}

/**
 * For each token of a response whether it stands in one of the rationales. They are found as they are written and
 * counted in tokens of the text before them, so that any tokenizer will do.
 * @param length tokens kept of the response
 */
export function rationaleTokens(
  tokenizer: Tokenizer,
  { response, rationales }: { readonly response: string; readonly rationales: readonly string[] },
  length: number,
): boolean[] {
  const marks = new Array<boolean>(length).fill(false);
  const tokensBefore = (end: number) =>
    end <= 0 ? 0 : tokenizer.encode(response.slice(0, end).trimEnd(), { addSpecialTokens: false }).length;
  for (const rationale of rationales) {
    const start = response.indexOf(rationale);
    if (start === -1) continue;
    marks.fill(true, tokensBefore(start), tokensBefore(start + rationale.length));
  }
  return marks;
}
