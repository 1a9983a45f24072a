import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import { type DialogueSource, dialoguesOf } from '../data/data-source.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import type { DialogueTokens } from './dialogue-tokens.ts';
import { dialogueWindows } from './dialogue-windows.ts';

export interface DialogueText {
  /** Token ids, as `dialogueWindows` makes them. */
  readonly rows: readonly (readonly number[])[];
  /** Words between white space in all turns, and one end for each turn: what a perplexity by words is over. */
  readonly words: number;
}

export interface DialogueTextOptions {
  readonly tokenizer: Tokenizer;
  readonly tokens: DialogueTokens;
  readonly maxLength: number;
  readonly context: Pick<TrainingContext, 'dataDir' | 'progress'>;
}

/** Sources of dialogues as rows of a language model. Throws as the readers do. */
export async function dialogueText(
  sources: readonly DialogueSource[],
  { tokenizer, tokens, maxLength, context }: DialogueTextOptions,
): Promise<DialogueText> {
  const encode = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
  const rows: (readonly number[])[] = [];
  let words = 0;
  let read = 0;
  for (const source of sources)
    for await (const dialogue of dialoguesOf(source, context.dataDir)) {
      rows.push(...dialogueWindows(dialogue, { encode, tokens, maxLength }));
      for (const turn of dialogue.turns) words += turn.split(' ').length + 1;
      if (++read % 500 === 0) context.progress({ message: 'Reading dialogues', done: read, total: null });
    }
  return { rows, words };
}
