import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseVaderLexicon } from '#eval/text/vader.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import type { StartingT5 } from '../t5/starting-t5.ts';
import type { GeneratorConfig } from './generator-config.ts';
import { type LempexExample, lempexExamples } from './lempex-examples.ts';
import { readExemplars } from './read-exemplars.ts';

export interface Learned {
  readonly examples: readonly LempexExample[];
  readonly held: readonly (readonly [string, readonly LempexExample[]])[];
}

/** All examples, with their exemplars, and those held out. Throws as the readers do. */
export async function readLearned(
  settings: GeneratorConfig,
  { context, start }: { readonly context: TrainingContext; readonly start: StartingT5 },
): Promise<Learned> {
  const { exemplars, maxSource, maxTarget, sentimentWeight, lexicon } = settings;
  const options = {
    ...{ tokenizer: start.tokenizer, end: start.tokens.end, maxSource, maxTarget, context },
    lexicon: sentimentWeight > 0 ? lexiconOf(resolve(context.dataDir, lexicon)) : null,
  };
  const foundFor = async (name: string | undefined) => {
    if (!exemplars) return null;
    if (name !== undefined) return readExemplars(resolve(context.dataDir, exemplars.found), name);
    throw new WorkbenchError(
      'bad-input',
      'data: each file needs "exemplars", the name under which its own were found.',
    );
  };
  const examples: LempexExample[] = [];
  for (const { exemplars: name, ...source } of settings.data)
    examples.push(...(await lempexExamples(source, await foundFor(name), options)));
  if (examples.length === 0) throw new WorkbenchError('bad-input', 'The data has no turn of a listener.');
  const held: (readonly [string, readonly LempexExample[]])[] = [];
  const whole = { ...options, maxTarget: Number.POSITIVE_INFINITY };
  for (const [name, source] of Object.entries(settings.validation))
    held.push([name, await lempexExamples(source, await foundFor(name), whole)]);
  return { examples, held };
}

function lexiconOf(file: string) {
  try {
    return parseVaderLexicon(readFileSync(file, 'utf8'));
  } catch {
    throw new WorkbenchError('bad-input', `${file} is missing or cannot be read.`);
  }
}
