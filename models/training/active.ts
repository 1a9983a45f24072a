import { activeConfig } from './active/active-config.ts';
import { activeUpdates } from './active/active-updates.ts';
import { defineFeedbackRecipe } from './feedback/feedback-recipe.ts';
import { correctionsOf } from './feedback/report-figures.ts';

/** Active learning as CAiRE had it (Lin et al. 2020): a system goes on learning from what people wrote in place of its replies. */
export const activeRecipe = defineFeedbackRecipe({
  name: 'active',
  title: 'Active learning',
  summary: 'active learning: a system learns what people wrote in place of its replies, beside dialogues',
  config: activeConfig,
  reports: ({ corrections }) => corrections,
  hitTests: () => ['mean', 'greedy'],
  refusal: (reports) =>
    correctionsOf(reports).length > 0 ? null : 'holds no "correction", so there is nothing to learn.',
  objective: activeUpdates,
});
