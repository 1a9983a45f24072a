import { counted, spanned } from './in-words.ts';
import type { StudyFacts } from './study-facts.ts';

/** What a study of dialogues was about. */
export function dialoguesInWords({ items, dataset, definition }: StudyFacts): string {
  const { task } = definition;
  if (!task)
    return `${counted(items, 'dialogue')} of the dataset ${dataset}, each with the answers of one system`;
  const { minimum, maximum } = task.turns;
  const scene = {
    situation: `a situation of the dataset ${dataset} that the person took for their own`,
    emotion: `an emotion of the dataset ${dataset}`,
    free: 'what the person liked',
  }[task.scene];
  return `conversations of ${spanned(minimum, maximum)} ${maximum === 1 ? 'turn' : 'turns'} that raters had with them, about ${scene}`;
}

/** What the dialogues, or contexts, had to have to be drawn. */
export function answeredBy({ unit, task }: StudyFacts['definition']): string {
  if (task) return 'that could be a scene';
  return unit ? 'whose every listener turn the system had answered' : 'that every system had answered';
}
