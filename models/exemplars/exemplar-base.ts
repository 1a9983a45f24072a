import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { normaliseUtterance } from '../training/data/normalise-utterance.ts';
import type { ExemplarPassage } from './listener-turns.ts';

/** A line of what `import dataset --format jsonl` reads. */
const line = z.object({
  conv_id: z.string().min(1),
  emotion: z.string().min(1).nullish(),
  turns: z.array(z.object({ speaker: z.enum(['speaker', 'listener']), text: z.string() })),
});

/** What the one whose story it is says in a dialogue. */
export interface ToldStory {
  readonly conversation: string;
  readonly text: string;
  readonly emotion: string | null;
}

/** The dialogues that a system takes its exemplars from. */
export interface ExemplarBase {
  /** The turns of those who listen. */
  readonly passages: readonly ExemplarPassage[];
  readonly stories: readonly ToldStory[];
}

/**
 * Reads a file of dialogues (`.gz` is unpacked), text normalised as in training and neighbouring turns of one person as
 * one. 40,000 turns take a second; nothing else runs meanwhile.
 * @throws WorkbenchError `bad-input` where the file cannot be read or nobody listens in it, `bad-row` with the line
 *   where one is no dialogue
 */
export function readExemplarBase(path: string): ExemplarBase {
  const passages: ExemplarPassage[] = [];
  const stories: ToldStory[] = [];
  for (const [index, text] of readText(path).split('\n').entries()) {
    if (text.trim() === '') continue;
    const { conv_id: conversation, emotion: label, turns } = dialogueIn(text, { path, line: index + 1 });
    const emotion = label ?? null;
    const said = joined(turns);
    const story = said.filter(({ speaker }) => speaker === 'speaker').map((turn) => turn.text);
    stories.push({ conversation, emotion, text: story.join(' ') });
    for (const [turn, { speaker, text: words }] of said.entries())
      if (speaker === 'listener')
        passages.push({ text: words, turn, conversation, emotion, isListener: true });
  }
  if (passages.length > 0) return { passages, stories };
  throw new WorkbenchError(
    'bad-input',
    `${path} holds no turn of a listener, so there is nothing to take exemplars from.`,
  );
}

function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new WorkbenchError(
      'bad-input',
      `There is no file of dialogues ${path} to take exemplars from, or it cannot be read.`,
    );
  }
  if (!path.endsWith('.gz')) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch {
    throw new WorkbenchError('bad-input', `${path} is damaged, or no gzip file though it is called one.`);
  }
}

function dialogueIn(text: string, at: { readonly path: string; readonly line: number }) {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    throw new WorkbenchError(
      'bad-row',
      `${at.path}, line ${at.line} is no dialogue: a line is {"conv_id", "emotion", "turns": [{"speaker": "speaker" or "listener", "text"}]}.`,
      { line: at.line },
    );
  }
}

type Turn = z.infer<typeof line>['turns'][number];

function joined(turns: readonly Turn[]): Turn[] {
  const found: Turn[] = [];
  for (const { speaker, text } of turns) {
    const said = normaliseUtterance(text);
    const last = found.at(-1);
    if (said === '') continue;
    if (last?.speaker === speaker) found.push({ speaker, text: `${found.pop()?.text} ${said}` });
    else found.push({ speaker, text: said });
  }
  return found;
}
