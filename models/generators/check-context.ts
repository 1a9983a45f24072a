import { WorkbenchError } from '#lib/errors.ts';
import { normaliseUtterance } from '../training/data/normalise-utterance.ts';
import type { Utterance } from './generator.ts';

const mostTurns = 1000;
const mostCharacters = 20_000;

/**
 * A context's texts as models are trained to read them: normalised, and neighbouring turns of one person as one, so
 * that people take turns.
 * @throws WorkbenchError `bad-input` where there is no turn, or one has no text, is too long or is said by nobody known
 */
export function contextTexts(context: readonly Utterance[]): string[] {
  if (context.length === 0) refuse('The context is empty: give at least one turn to answer.');
  if (context.length > mostTurns)
    refuse(`The context has ${context.length} turns; at most ${mostTurns} can be given.`);
  const texts: string[] = [];
  let last: string | undefined;
  for (const [index, { speaker, text }] of context.entries()) {
    const said = checkedText({ speaker, text }, index + 1);
    if (speaker === last) texts.push(`${texts.pop()} ${said}`);
    else texts.push(said);
    last = speaker;
  }
  return texts;
}

function checkedText({ speaker, text }: Utterance, turn: number): string {
  if (speaker !== 'speaker' && speaker !== 'listener')
    refuse(`Turn ${turn} of the context must be of "speaker" or "listener".`);
  if (typeof text !== 'string') refuse(`Turn ${turn} of the context has no text.`);
  if (text.length > mostCharacters)
    refuse(
      `Turn ${turn} of the context has ${text.length} characters; at most ${mostCharacters} can be given.`,
    );
  const said = normaliseUtterance(text);
  if (said === '') refuse(`Turn ${turn} of the context has no text.`);
  return said;
}

function refuse(sentence: string): never {
  throw new WorkbenchError('bad-input', sentence);
}
