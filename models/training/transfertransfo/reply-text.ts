import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import { type DialogueSource, dialoguesOf } from '../data/data-source.ts';
import type { Dialogue } from '../data/dialogue.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import type { TrainingWindow } from './reply-items.ts';
import { type ReplyWindowOptions, replyWindows } from './reply-windows.ts';

export interface ReplyText {
  readonly windows: readonly TrainingWindow[];
  /** Words between white space in all replies, and one end for each: what a perplexity by words is over. */
  readonly words: number;
  readonly replies: number;
}

export interface ReplyTextOptions extends ReplyWindowOptions {
  readonly tokenizer: Tokenizer;
  /** The persona of who answers, for all dialogues; left out: each dialogue's own, and both people are learned. */
  readonly persona?: readonly string[] | undefined;
  /** The classes of an emotion head. */
  readonly emotions?: readonly string[] | undefined;
  readonly context: Pick<TrainingContext, 'dataDir' | 'progress'>;
}

/** Sources of dialogues as windows with replies. Throws as the readers and `replyWindows` do. */
export async function replyText(
  sources: readonly DialogueSource[],
  options: ReplyTextOptions,
): Promise<ReplyText> {
  const { tokenizer, emotions, context } = options;
  const encode = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
  const windows: TrainingWindow[] = [];
  let [words, replies, read] = [0, 0, 0];
  for (const source of sources)
    for await (const dialogue of dialoguesOf(source, context.dataDir)) {
      const emotion = emotions?.indexOf(dialogue.emotion ?? '') ?? -1;
      for (const { persona, turns } of sidesOf(dialogue, options.persona)) {
        const tokens = { persona: persona.flatMap(encode), turns: turns.map(encode) };
        for (const window of replyWindows(tokens, options))
          windows.push({ ...window, dialogue: read, emotion: emotion < 0 ? undefined : emotion });
        for (const [index, turn] of turns.entries()) {
          if (index % 2 === 0) continue;
          words += turn.split(' ').length + 1;
          replies++;
        }
      }
      if (++read % 500 === 0) context.progress({ message: 'Reading dialogues', done: read, total: null });
    }
  return { windows, words, replies };
}

interface Side {
  readonly persona: readonly string[];
  /** The other one opens. */
  readonly turns: readonly string[];
}

/** A dialogue from the side of who answers, and of who opens where that person has a persona of their own. */
export function sidesOf({ turns, personas }: Dialogue, persona?: readonly string[]): Side[] {
  if (persona) return [{ persona, turns }];
  const [opener = [], answerer = []] = personas ?? [];
  const answering = { persona: answerer, turns };
  return opener.length > 0 && turns.length > 2
    ? [answering, { persona: opener, turns: turns.slice(1) }]
    : [answering];
}
