import type { DesignGoal } from './design-certificate.ts';
import type { StudyDesign } from './study-design.ts';

/** What a paper can print about one goal: the counts, and where they are further apart than wanted, by how much. */
export function goalSentence(facts: Omit<DesignGoal, 'sentence'>, design: StudyDesign): string {
  const { goal, smallest, largest, difference, least, within } = facts;
  const counts = smallest === largest ? `${smallest}` : `${smallest} to ${largest}`;
  const times = `${counts} ${largest === 1 ? 'time' : 'times'}`;
  const apart = `by at most ${difference}`;
  const said: Readonly<Record<DesignGoal['goal'], string>> = {
    ratings: `Each item is rated by ${counts} different ${largest === 1 ? 'annotator' : 'annotators'}`,
    load: `Each annotator rates ${counts} ${largest === 1 ? 'item' : 'items'}, with a quota of ${design.quota}`,
    stratum: `Within each stratum, the numbers of items of any two annotators differ ${apart}`,
    system: `Each system is shown ${times}`,
    position: `Each system stands at each position ${times}`,
    pair: `Each pair of systems stands together ${times}`,
    'annotator-system': `Each annotator sees each system ${times}; within an annotator these counts differ ${apart}`,
    'annotator-position': `Each annotator sees each system at each position ${times}; within an annotator these counts differ ${apart}`,
    'item-system': `Each system is shown ${times} with each item; within an item these counts differ ${apart}`,
    'pair-order': `Of each pair, how often one system stands before the other and the other before the one differs ${apart}`,
    'carry-over': `Each system stands directly after each other system ${times}`,
  };
  if (within) return `${said[goal]}.`;
  if (goal === 'ratings') return `${said[goal]}, where ${design.ratingsPerItem} were wanted.`;
  const possible = least > 1 ? `; with these numbers no design has a difference below ${least}` : '';
  return `${said[goal]}: a difference of ${difference}, where at most 1 is wanted${possible}.`;
}
