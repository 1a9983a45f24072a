import { type VaderLexicon, vaderCompound } from '#eval/text/vader.ts';
import { type SpokenContext, spokenContext } from '../../lempex/speaker-ids.ts';
import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import { type DialogueSource, dialoguesOf } from '../data/data-source.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { targetTokens } from '../t5/context-text.ts';
import type { FoundExemplars } from './read-exemplars.ts';

/** A listener's turn with all that LEMPEx's losses need to know of it. */
export interface LempexExample {
  readonly context: SpokenContext;
  /** The tokens of the reference, the end last. */
  readonly target: readonly number[];
  /** Words between white space, and one for the end. */
  readonly words: number;
  /** Places of its exemplars among all passages; empty where there are none. */
  readonly exemplars: readonly number[];
  /** VADER's compound score of the reference. */
  readonly sentiment: number;
}

export interface ExampleOptions {
  readonly tokenizer: Tokenizer;
  readonly end: number;
  readonly maxSource: number;
  /** Tokens of a reference before its end; whole ones are needed for a perplexity by word. */
  readonly maxTarget: number;
  readonly lexicon: VaderLexicon | null;
}

/** The examples of a source, with the exemplars found for it. Throws as the readers do. */
export async function lempexExamples(
  source: DialogueSource,
  exemplars: FoundExemplars | null,
  {
    tokenizer,
    end,
    maxSource,
    maxTarget,
    lexicon,
    context,
  }: ExampleOptions & { readonly context: TrainingContext },
): Promise<LempexExample[]> {
  const examples: LempexExample[] = [];
  for await (const { id, turns } of dialoguesOf(source, context.dataDir))
    for (let turn = 1; turn < turns.length; turn += 2) {
      const reference = turns[turn] ?? '';
      examples.push({
        context: spokenContext(turns.slice(0, turn), { tokenizer, end, maxTokens: maxSource }),
        target: targetTokens(reference, { tokenizer, end, maxTokens: maxTarget }),
        words: reference.split(' ').length + 1,
        exemplars: exemplars?.of(id, turn) ?? [],
        sentiment: lexicon ? vaderCompound(reference, lexicon) : 0,
      });
      if (examples.length % 1000 === 0)
        context.progress({ message: 'Reading dialogues', done: examples.length, total: null });
    }
  return examples;
}
