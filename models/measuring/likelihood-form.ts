import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { lempexClass } from '../lempex/lempex-folder.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizers/load-tokenizer.ts';
import { dialogueTokenNames } from '../training/language-model/dialogue-tokens.ts';
import { readJsonObject } from '../weights/read-checkpoint.ts';
import type { LikelihoodForm } from './measurement.ts';

/**
 * What a folder's model reads before a reply: a T5 its context as `t5-sft` reads it, a GPT whose tokenizer has a token for
 * each speaker the dialogue as CAiRE does, any other GPT nothing.
 * @throws WorkbenchError `bad-input` where no reply can be scored by it
 */
export function likelihoodForm(dir: string): LikelihoodForm {
  const file = join(dir, 'config.json');
  const { model_type: type, architectures } = readJsonObject(file);
  const names = Array.isArray(architectures) ? architectures.map(String) : [];
  if (names.includes(lempexClass)) throw noExemplars(dir);
  if (type === 't5') return 't5-sft';
  if (type === 'gpt2' || type === 'openai-gpt')
    return hasDialogueTokens(loadTokenizer(dir)) ? 'caire' : 'text';
  throw new WorkbenchError(
    'bad-input',
    `${file} is of ${String(type)}, which gives replies no probability: name the folder of a GPT or a T5.`,
  );
}

function hasDialogueTokens(tokenizer: Tokenizer): boolean {
  return Object.values(dialogueTokenNames).every((name) => tokenizer.idOf(name) !== undefined);
}

/** LEMPEx reads what it is shown for a context, which belongs to its own replies alone. */
export function noExemplars(name: string): WorkbenchError {
  return new WorkbenchError(
    'bad-input',
    `${name} reads exemplars with every context, so it gives replies of others no probability of their own. Name another model.`,
  );
}
