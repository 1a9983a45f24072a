import type { Dialogue } from '../data/dialogue.ts';
import type { DialogueTokens } from './dialogue-tokens.ts';

export interface WindowOptions {
  readonly encode: (text: string) => readonly number[];
  readonly tokens: DialogueTokens;
  /** The most tokens of a window, at least 3. */
  readonly maxLength: number;
}

/**
 * A dialogue as rows for a language model: `<bos>`, then each turn behind the token of its speaker, who opens being
 * `<speaker2>` and who answers `<speaker1>` throughout. A dialogue that is too long goes on in a new row at a turn; a
 * turn that is longer than a row is cut.
 */
export function dialogueWindows({ turns }: Dialogue, options: WindowOptions): number[][] {
  const { encode, tokens, maxLength } = options;
  const windows: number[][] = [];
  let window = [tokens.bos];
  for (const [index, turn] of turns.entries()) {
    const speaker = index % 2 === 0 ? tokens.speaker2 : tokens.speaker1;
    const ids = [speaker, ...encode(turn)].slice(0, maxLength - 1);
    if (window.length + ids.length > maxLength) {
      windows.push(window);
      window = [tokens.bos];
    }
    window.push(...ids);
  }
  return [...windows, window];
}

/** What each place of a row is to predict, and whose words it holds. */
export interface RowTargets {
  /** The next token; `<eos>` where a turn ends, and `ignored` at `<bos>`. */
  readonly labels: number[];
  /** The token of the speaker, of `<speaker1>` before the first turn. */
  readonly types: number[];
}

/**
 * Labels and token types of a row. A turn ends in `<eos>` for the labels only, as a reply does when the model is
 * served, and who speaks next is never to be guessed.
 */
export function rowTargets(
  row: readonly number[],
  { bos, eos, speaker1, speaker2 }: DialogueTokens,
  ignored: number,
): RowTargets {
  const isSpeaker = (id: number | undefined) => id === speaker1 || id === speaker2;
  let type = speaker1;
  const types = row.map((id) => {
    if (isSpeaker(id)) type = id;
    return type;
  });
  const labels = row.map((id, place) => {
    if (id === bos) return ignored;
    const next = row[place + 1];
    return next === undefined || isSpeaker(next) ? eos : next;
  });
  return { labels, types };
}
