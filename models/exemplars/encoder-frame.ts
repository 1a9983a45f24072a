import type { Tokenizer } from '../tokenizers/load-tokenizer.ts';

/** Which end of a text that is too long stays: what was said last of a dialogue, or how an answer begins. */
export type KeptEnd = 'newest' | 'beginning';

/** The ids of a text as an encoder reads it. */
export interface EncoderFrame {
  /** Whether a token stands before every text, whose state can be the text's vector. */
  readonly hasOpening: boolean;
  encode(text: string, kept: KeptEnd): number[];
}

/**
 * BERT's frame, [CLS] text [SEP]. A tokenizer without these marks has `<bos>` in the place of [CLS] and `<eos>` in
 * that of [SEP]; one of T5 has its end alone.
 * @param maxLength the most tokens with the frame, at least 3
 */
export function encoderFrame(tokenizer: Tokenizer, maxLength: number): EncoderFrame {
  const { cls, bos, sep, eos } = tokenizer.specialIds;
  const first = (...ids: readonly (number | undefined)[]) => ids.find((id) => id !== undefined);
  const named = (...names: readonly string[]) => first(...names.map((name) => tokenizer.idOf(name)));
  const opening = cls ?? named('[CLS]') ?? bos ?? named('<bos>');
  const isBert = (cls ?? named('[CLS]')) !== undefined;
  const closing = isBert ? (sep ?? named('[SEP]')) : (eos ?? named('<eos>', '</s>'));
  const before = opening === undefined ? [] : [opening];
  const after = closing === undefined ? [] : [closing];
  const room = maxLength - before.length - after.length;
  return {
    hasOpening: opening !== undefined,
    encode: (text, kept) => {
      const ids = tokenizer.encode(text, { addSpecialTokens: false });
      const cut = kept === 'newest' ? ids.slice(-room) : ids.slice(0, room);
      return [...before, ...cut, ...after];
    },
  };
}

/**
 * Rows of unequal length filled on the right, with a mask that shows what is real.
 * @param multiple of the length to which they are filled
 */
export function filledRows(
  rows: readonly (readonly number[])[],
  filling: number,
  multiple = 1,
): { readonly input_ids: number[][]; readonly attention_mask: number[][] } {
  const longest = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const length = Math.ceil(longest / multiple) * multiple;
  const filled = (row: readonly number[], by: number) => [
    ...row,
    ...new Array<number>(length - row.length).fill(by),
  ];
  return {
    input_ids: rows.map((row) => filled(row, filling)),
    attention_mask: rows.map((row) =>
      filled(
        row.map(() => 1),
        0,
      ),
    ),
  };
}
