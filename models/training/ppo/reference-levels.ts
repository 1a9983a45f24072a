import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import type { Identifiers } from '../identifiers/open-identifiers.ts';
import type { ReplyPairs } from '../t5/reply-pairs.ts';
import type { HeldOut, Judge } from './evaluate-policy.ts';
import { plainText } from './sample-replies.ts';
import { type TargetLevels, targetLevels } from './target-levels.ts';

export interface ReferenceParts {
  readonly pairs: ReplyPairs;
  readonly tokenizer: Pick<Tokenizer, 'decode'>;
  readonly identifiers: Identifiers;
  readonly context: Pick<TrainingContext, 'signal' | 'progress'>;
}

/** The levels of the references of some rows. Throws as `targetLevels`. */
export function referenceLevels(
  rows: readonly number[],
  { pairs, tokenizer, identifiers, context }: ReferenceParts,
): Promise<TargetLevels[]> {
  const exchanges = rows.map((row) => {
    const { source, target } = pairs.pair(row);
    return {
      context: plainText(tokenizer, Array.from(source)),
      response: plainText(tokenizer, Array.from(target)),
    };
  });
  return targetLevels(identifiers, exchanges, context);
}

/** Some rows as what a policy is evaluated on, with the levels of their references by each set. */
export async function heldOutContexts(
  rows: readonly number[],
  { judge, ...parts }: ReferenceParts & { readonly judge: Identifiers | null },
): Promise<HeldOut> {
  const judgeBy = async (identifiers: Identifiers): Promise<Judge> => ({
    identifiers,
    targets: await referenceLevels(rows, { ...parts, identifiers }),
  });
  const held = rows.map((row) => parts.pairs.pair(row));
  const references = held.map(({ target }) => Array.from(target));
  const texts = references.map((reference) => plainText(parts.tokenizer, reference));
  return {
    sources: held.map(({ source }) => Array.from(source)),
    references,
    words: texts.reduce((sum, text) => sum + text.split(' ').length + 1, 0),
    reward: await judgeBy(parts.identifiers),
    judge: judge && (await judgeBy(judge)),
  };
}
