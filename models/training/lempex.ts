import { z } from 'zod';
import { defineRecipe } from './framework/recipe.ts';
import { classifiersConfig, trainClassifiers } from './lempex/classifiers.ts';
import { exemplarsConfig, findExemplars } from './lempex/exemplar-stage.ts';
import { trainGenerator } from './lempex/generator.ts';
import { generatorConfig } from './lempex/generator-config.ts';
import { makeVocabulary, vocabularyConfig } from './lempex/word-vocabulary.ts';

const config = z.discriminatedUnion('stage', [
  vocabularyConfig,
  classifiersConfig,
  exemplarsConfig,
  generatorConfig,
]);

/** LEMPEx (Majumder et al. 2022): exemplars fused into T5's states, and losses by identifiers of empathy and sentiment. */
export const lempexRecipe = defineRecipe({
  name: 'lempex',
  summary: 'LEMPEx: T5 that reads exemplars and is judged by identifiers while it learns',
  config,
  run: (settings, context, raw) => {
    switch (settings.stage) {
      case 'vocabulary':
        return makeVocabulary(settings, context, raw);
      case 'classifiers':
        return trainClassifiers(settings, context, raw);
      case 'exemplars':
        return findExemplars(settings, context, raw);
      case 'generator':
        return trainGenerator(settings, context, raw);
    }
  },
});
