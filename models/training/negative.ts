import { defineFeedbackRecipe } from './feedback/feedback-recipe.ts';
import { negativeConfig } from './negative/negative-config.ts';
import { NegativeRounds } from './negative/negative-rounds.ts';

/** Negative training (He & Glass 2020) on replies that people reported, beside what they wrote in their place. */
export const negativeRecipe = defineFeedbackRecipe({
  name: 'negative',
  title: 'Negative training',
  summary: 'negative training: a system unlearns replies that people reported, and learns their corrections',
  config: negativeConfig,
  reports: ({ reports }) => reports,
  hitTests: ({ hitTests }) => hitTests,
  refusal: ({ rejected }) =>
    rejected.length > 0 ? null : 'holds no "reply" that was reported, so there is nothing to unlearn.',
  objective: (parts) => new NegativeRounds(parts),
});
