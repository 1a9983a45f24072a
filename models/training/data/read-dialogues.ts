import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { detokenise } from './detokenise.ts';
import type { Dialogue } from './dialogue.ts';
import { normaliseUtterance } from './normalise-utterance.ts';
import { readLines } from './read-lines.ts';

const empatheticLine = z.object({
  conv_id: z.string(),
  emotion: z.string(),
  situation: z.string(),
  turns: z.array(z.object({ speaker: z.enum(['speaker', 'listener']), text: z.string() })),
});
const plainLine = z.object({ id: z.string(), turns: z.array(z.string()) });
const personaLine = plainLine.extend({ persona: z.array(z.string()) });
const twoPersonasLine = plainLine.extend({
  persona1: z.array(z.string()),
  persona2: z.array(z.string()),
});

const tokenised = (text: string) => detokenise(normaliseUtterance(text));

/** How a line of each form becomes a dialogue. */
const forms = {
  'empathetic-dialogues': (line: unknown): Dialogue => {
    const { conv_id, emotion, situation, turns } = empatheticLine.parse(line);
    return {
      id: conv_id,
      emotion,
      situation: normaliseUtterance(situation),
      turns: joined(turns).map(normaliseUtterance),
    };
  },
  /** `{id, turns}` as people type. */
  plain: (line: unknown): Dialogue => {
    const { id, turns } = plainLine.parse(line);
    return { id, turns: turns.map(normaliseUtterance) };
  },
  /** `{id, turns}` with spaces around punctuation, as DailyDialog. */
  tokenised: (line: unknown): Dialogue => {
    const { id, turns } = plainLine.parse(line);
    return { id, turns: turns.map(tokenised) };
  },
  /** `{id, persona, turns}`, tokenised: the persona is of who answers. */
  'persona-chat': (line: unknown): Dialogue => {
    const { id, turns, persona } = personaLine.parse(line);
    return { id, turns: turns.map(tokenised), personas: [[], persona.map(tokenised)] };
  },
  /** `{id, persona1, persona2, turns}` as people type. */
  'synthetic-persona-chat': (line: unknown): Dialogue => {
    const { id, turns, persona1, persona2 } = twoPersonasLine.parse(line);
    const personas = [persona1.map(normaliseUtterance), persona2.map(normaliseUtterance)] as const;
    return { id, turns: turns.map(normaliseUtterance), personas };
  },
};

export type DialogueForm = keyof typeof forms;
export const dialogueForms = Object.keys(forms) as [DialogueForm, ...DialogueForm[]];

/** Neighbouring turns of one person as one, so that people take turns. */
function joined(turns: readonly { readonly speaker: string; readonly text: string }[]): string[] {
  const texts: string[] = [];
  let last: string | undefined;
  for (const { speaker, text } of turns) {
    if (speaker === last) texts.push(`${texts.pop()} ${text}`);
    else texts.push(text);
    last = speaker;
  }
  return texts;
}

/** "[user 1's name]": what a generator of dialogues was to fill in and did not. */
const placeholder = /\[[^\]]*\]|\((?:your )?name\)/i;

/**
 * The dialogues of a JSON Lines file (`.gz` is unpacked) in the file's order. A dialogue ends before its first turn
 * without text or with an unfilled placeholder ("[name]"), since what follows would answer nothing; one of fewer
 * than two turns is left out.
 * @throws WorkbenchError `bad-input` where the file is missing; `bad-row` with the line where one is of another form
 */
export async function* readDialogues(path: string, form: DialogueForm): AsyncGenerator<Dialogue> {
  let number = 0;
  for await (const line of readLines(path)) {
    number++;
    if (line.trim() === '') continue;
    const dialogue = parse(line, form, { path, line: number });
    const end = dialogue.turns.findIndex((turn) => turn === '' || placeholder.test(turn));
    const turns = end === -1 ? dialogue.turns : dialogue.turns.slice(0, end);
    if (turns.length >= 2) yield { ...dialogue, turns };
  }
}

function parse(
  line: string,
  form: DialogueForm,
  at: { readonly path: string; readonly line: number },
): Dialogue {
  try {
    return forms[form](JSON.parse(line));
  } catch {
    throw new WorkbenchError(
      'bad-row',
      `${at.path}, line ${at.line} is not a dialogue of the form "${form}": choose the form of this file in the config.`,
      { line: at.line },
    );
  }
}
