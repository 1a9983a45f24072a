import { WorkbenchError } from '#lib/errors.ts';
import type { Tokens } from '../objectives/transfertransfo-input.ts';

/** A dialogue from the side of one person, the other one opening. */
export interface RepliesOf {
  /** Of the person who replies; its sentences one after the other. */
  readonly persona: Tokens;
  /** Of the other and of the person in turn. */
  readonly turns: readonly Tokens[];
}

export interface ReplyWindowOptions {
  /** Utterances before a reply that a window holds at least, where the dialogue has so many and they fit; odd. */
  readonly history: number;
  /** The most places of a window: `<bos>`, persona, utterances behind their speakers, `<eos>`. */
  readonly maxLength: number;
  /** The most tokens of a reply; what is longer ends there. */
  readonly maxReply: number;
}

/**
 * A piece of a dialogue that becomes one row. Since no place sees what comes after it, a row with several replies is
 * to the model what an example for each of them would be, and costs 0.4 to 0.6 of the tokens.
 */
export interface ReplyWindow {
  readonly persona: Tokens;
  /** Of the other and of the person in turn; an even number, so that the last is a reply. */
  readonly utterances: readonly Tokens[];
  /** The first utterance that is a reply of this window; from there each second. Those before are context alone. */
  readonly first: number;
}

/**
 * The windows of a dialogue: each reply is in exactly one, with what was said before it. A dialogue that is too long
 * goes on in a new window, which begins with `history` utterances of context, fewer (two at a time) where they do not
 * fit; the last of them loses its front where even it alone is too long.
 * @throws WorkbenchError `bad-input` where persona and reply leave no room for a context
 */
export function replyWindows(dialogue: RepliesOf, options: ReplyWindowOptions): ReplyWindow[] {
  const { persona } = dialogue;
  const turns = dialogue.turns.map((turn, index) =>
    index % 2 === 1 ? turn.slice(0, options.maxReply) : turn,
  );
  const windows: ReplyWindow[] = [];
  let reply = 1;
  while (reply < turns.length) {
    const context = contextOf({ persona, turns }, reply, options);
    const utterances = [...context, turns[reply] ?? []];
    const first = context.length;
    let length = windowLength(persona, utterances);
    for (reply += 2; reply < turns.length; reply += 2) {
      const further = turns.slice(reply - 1, reply + 1);
      length += spoken(further);
      if (length > options.maxLength) break;
      utterances.push(...further);
    }
    windows.push({ persona, utterances, first });
  }
  return windows;
}

/** The places of a row with these utterances. */
export function windowLength(persona: Tokens, utterances: readonly Tokens[]): number {
  return 1 + persona.length + spoken(utterances) + 1;
}

function spoken(utterances: readonly Tokens[]): number {
  return utterances.reduce((sum, { length }) => sum + length + 1, 0);
}

function contextOf(
  { persona, turns }: RepliesOf,
  reply: number,
  { history, maxLength }: ReplyWindowOptions,
): readonly Tokens[] {
  const room = maxLength - windowLength(persona, turns.slice(reply, reply + 1));
  if (room < 2)
    throw new WorkbenchError(
      'bad-input',
      `A persona of ${persona.length} tokens and a reply of ${turns[reply]?.length ?? 0} leave no room for the dialogue in ${maxLength} places: raise maxLength or lower maxReply.`,
    );
  let start = Math.max(0, reply - history);
  while (start < reply - 1 && spoken(turns.slice(start, reply)) > room) start += 2;
  const kept = turns.slice(start, reply);
  const [last = []] = kept;
  return spoken(kept) > room ? [last.slice(last.length + 1 - room)] : kept;
}
