import { csvField } from '#lib/csv-field.ts';
import { responseStyle } from '../../report/response-style.ts';
import { answersTo, type ExportedAssignment, type ExportedCriterion } from '../exported-assignment.ts';

/**
 * The columns of the R script's data: a row for each answer to a criterion about a response. `item` is what is drawn anew
 * as one; of a study of dialogues it is the dialogue, and `unit` the turn.
 */
export const rDataColumns = [
  'criterion',
  'item',
  'emotion',
  'rater',
  'system',
  'position',
  'value',
  'words',
  'question',
  'exclamation',
  'unit',
] as const;

/** The first line, line break included. */
export const rDataHeader = `${rDataColumns.join(',')}\n`;

/** The lines of an assignment. Of a choice, `value` is 1 for the response chosen, 0 for another, 0.5 each for a tie. */
export function* rDataLines(
  { item, conv_id, dialogue, emotion, rater, responses }: ExportedAssignment,
  criteria: readonly ExportedCriterion[],
): Generator<string> {
  for (const criterion of criteria) {
    const answers = answersTo(criterion, responses);
    for (const [index, { system, position, text }] of responses.entries()) {
      const value = answers[index] ?? null;
      if (value === null) continue;
      const { words, question, exclamation } = responseStyle(text);
      const fields = [
        criterion.name,
        dialogue ?? item,
        emotion,
        rater,
        system,
        position,
        value,
        words,
        Number(question),
        Number(exclamation),
        criterion.about === 'dialogue' ? conv_id : item,
      ];
      yield `${fields.map(csvField).join(',')}\n`;
    }
  }
}
