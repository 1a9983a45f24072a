import { WorkbenchError } from '#lib/errors.ts';
import type { Tokenizer } from '../../tokenizers/load-tokenizer.ts';

/** The tokens that give a dialogue its form (Wolf et al. 2019). */
export const dialogueTokenNames = {
  pad: '<pad>',
  eos: '<eos>',
  bos: '<bos>',
  /** Who answers. */
  speaker1: '<speaker1>',
  /** Who opens. */
  speaker2: '<speaker2>',
} as const;

export type DialogueTokens = Readonly<Record<keyof typeof dialogueTokenNames, number>>;

/**
 * Their ids.
 * @throws WorkbenchError `bad-input` where the tokenizer lacks one
 */
export function dialogueTokensOf(tokenizer: Tokenizer): DialogueTokens {
  const found = Object.entries(dialogueTokenNames).map(
    ([role, name]) => [role, tokenizer.idOf(name)] as const,
  );
  const missing = found.filter(([, id]) => id === undefined).map(([role]) => role);
  if (missing.length === 0) return Object.fromEntries(found) as DialogueTokens;
  const names = Object.values(dialogueTokenNames).join(' ');
  throw new WorkbenchError(
    'bad-input',
    `The tokenizer has no token for ${missing.join(', ')}: it needs ${names}, as the recipe "tokenizer" makes them.`,
  );
}
