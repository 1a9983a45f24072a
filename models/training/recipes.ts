import { WorkbenchError } from '#lib/errors.ts';
import { readJsonObject } from '../weights/read-checkpoint.ts';
import type { Recipe, TrainingContext, TrainingSummary } from './framework/recipe.ts';

/** The recipes by name. Only the one that is asked for is loaded. */
const recipes: Readonly<Record<string, () => Promise<Recipe>>> = {
  tokenizer: async () => (await import('./tokenizer.ts')).tokenizerRecipe,
  caire: async () => (await import('./caire.ts')).caireRecipe,
  identifiers: async () => (await import('./identifiers.ts')).identifiersRecipe,
  sentiment: async () => (await import('./sentiment.ts')).sentimentRecipe,
  dpr: async () => (await import('./dpr.ts')).dprRecipe,
  lempex: async () => (await import('./lempex.ts')).lempexRecipe,
  't5-sft': async () => (await import('./t5-sft.ts')).t5SftRecipe,
  emprl: async () => (await import('./emprl.ts')).emprlRecipe,
  active: async () => (await import('./active.ts')).activeRecipe,
  negative: async () => (await import('./negative.ts')).negativeRecipe,
};

export const recipeNames: readonly string[] = Object.keys(recipes);

/**
 * Runs a recipe with a config file.
 * @throws WorkbenchError `bad-input` for an unknown recipe, a config that does not fit it, or data that is not there;
 *   what else `train` throws
 */
export async function runRecipe(
  name: string,
  configFile: string,
  context: TrainingContext,
): Promise<TrainingSummary> {
  const load = Object.hasOwn(recipes, name) ? recipes[name] : undefined;
  if (!load)
    throw new WorkbenchError(
      'bad-input',
      `There is no recipe "${name}"; there are ${recipeNames.join(', ')}.`,
    );
  return (await load()).start(readJsonObject(configFile), configFile, context);
}
