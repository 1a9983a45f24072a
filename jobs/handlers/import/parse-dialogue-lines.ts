import { z } from 'zod';
import { firstTextProblem } from './check-text.ts';
import { convIdProblem, type ImportedDialogue, labelsProblem } from './imported-dialogue.ts';
import type { LineBlock } from './open-lines.ts';
import { parseJsonLine } from './parse-json-line.ts';
import { readRows } from './read-rows.ts';
import type { RowProblems } from './row-problems.ts';

const dialogueSchema = z.object({
  conv_id: z.union([z.string(), z.int()], 'missing, or neither text nor a whole number').transform(String),
  emotion: z.string().nullish(),
  situation: z.string().nullish(),
  turns: z
    .array(z.object({ speaker: z.enum(['speaker', 'listener']), text: z.string() }))
    .min(1, 'a dialogue needs at least one turn'),
});

/** Dialogues from JSON Lines `{conv_id, emotion, situation, turns: [{speaker, text}]}`; further keys are passed over. */
export function parseDialogueLines(
  blocks: AsyncIterable<LineBlock>,
  problems: RowProblems,
): AsyncGenerator<ImportedDialogue> {
  return readRows(blocks, problems, readDialogue);
}

function readDialogue(text: string, line: number): ImportedDialogue | string {
  const parsed = parseJsonLine(text, dialogueSchema);
  if ('problem' in parsed) return parsed.problem;
  const { conv_id, emotion, situation, turns } = parsed.value;
  const dialogue: ImportedDialogue = {
    line,
    convId: conv_id,
    emotion: emotion || null,
    situation: situation || null,
    turns: turns.map((turn) => ({ speaker: turn.speaker, text: turn.text })),
  };
  const problem =
    convIdProblem(dialogue.convId) ??
    labelsProblem(dialogue) ??
    firstTextProblem(dialogue.turns.map((turn, index) => [`field turns.${index}.text`, turn.text]));
  return problem ?? dialogue;
}
