import { WorkbenchError } from '#lib/errors.ts';
import type { Random } from '#lib/rng.ts';
import type { Tokens } from '../objectives/transfertransfo-input.ts';
import { type ReplyWindow, windowLength } from './reply-windows.ts';

/** A window with what its replies are trained on besides their words. */
export interface TrainingWindow extends ReplyWindow {
  /** Which dialogue it is of: a reply of the same is no distractor. */
  readonly dialogue: number;
  /** The class of the dialogue's emotion; undefined where it is not known. */
  readonly emotion: number | undefined;
}

/** Rows of the model that belong together: a row of a window, and rows that differ from it in the last reply alone. */
export interface ReplyItem {
  readonly window: TrainingWindow;
  /** The last utterance of its rows. */
  readonly end: number;
  /** Places among the utterances of the replies that are learned here. */
  readonly replies: readonly number[];
  /** In place of the last reply, which is to be told from them; none where nothing is to be chosen. */
  readonly distractors: readonly Tokens[];
}

export interface ChoiceOptions {
  /** Replies to choose among, the given one included. */
  readonly candidates: number;
  /** The share of windows that have a choice in an epoch. */
  readonly share: number;
  readonly maxLength: number;
}

interface PooledReply {
  readonly tokens: Tokens;
  readonly dialogue: number;
}

/** Every reply once. */
export function replyPool(windows: readonly TrainingWindow[]): PooledReply[] {
  return windows.flatMap(({ utterances, first, dialogue }) =>
    repliesFrom(first, utterances.length).map((at) => ({ tokens: utterances[at] ?? [], dialogue })),
  );
}

/**
 * What is learned in an epoch: each reply once, and at a share of the windows a choice between one of its replies,
 * whichever, and replies of other dialogues, drawn evenly. A choice at the last reply takes the window's own row for
 * the given one. One at an earlier reply takes a row that ends there, and then that reply is learned in that row.
 * @throws WorkbenchError `bad-input` where there are choices but a single dialogue
 */
export function drawItems(
  windows: readonly TrainingWindow[],
  pool: readonly PooledReply[],
  { candidates, share, maxLength, random }: ChoiceOptions & { readonly random: Random },
): ReplyItem[] {
  if (share > 0) checkDialogues(pool);
  return windows.flatMap((window) => {
    const end = window.utterances.length - 1;
    const replies = repliesFrom(window.first, end + 1);
    const whole = { window, end, replies, distractors: [] };
    if (random.next() >= share) return [whole];
    const chosen = replies[random.below(replies.length)] ?? end;
    const distractors = Array.from({ length: candidates - 1 }, () =>
      fitted(drawDistractor(pool, { window, chosen, random }), { window, chosen, maxLength }),
    );
    if (chosen === end) return [{ ...whole, distractors }];
    return [
      { ...whole, replies: replies.filter((reply) => reply !== chosen) },
      { window, end: chosen, replies: [chosen], distractors },
    ];
  });
}

/** Places of the longest row of an item. */
export function itemLength({ window, end, distractors }: ReplyItem): number {
  const { persona, utterances } = window;
  const longest = Math.max(utterances[end]?.length ?? 0, ...distractors.map(({ length }) => length));
  return windowLength(persona, utterances.slice(0, end)) + longest + 1;
}

/** Rows of the model that an item takes. */
export function itemRows({ distractors }: ReplyItem): number {
  return 1 + distractors.length;
}

function repliesFrom(first: number, utterances: number): number[] {
  return Array.from({ length: (utterances - first + 1) >> 1 }, (_, index) => first + 2 * index);
}

interface Choice {
  readonly window: TrainingWindow;
  readonly chosen: number;
}

/** A reply of another dialogue, of other words if a few draws give one: people do say the same. */
function drawDistractor(
  pool: readonly PooledReply[],
  { window, chosen, random }: Choice & { readonly random: Random },
): Tokens {
  const given = window.utterances[chosen]?.join(' ');
  for (let draws = 1; ; draws++) {
    const { tokens, dialogue } = pool[random.below(pool.length)] as PooledReply;
    if (dialogue !== window.dialogue && (draws >= 20 || tokens.join(' ') !== given)) return tokens;
  }
}

/** Where the given reply fits, so does a longer one that is cut. */
function fitted(
  tokens: Tokens,
  { window, chosen, maxLength }: Choice & { readonly maxLength: number },
): Tokens {
  const { persona, utterances } = window;
  return tokens.slice(0, maxLength - windowLength(persona, utterances.slice(0, chosen)) - 1);
}

function checkDialogues(pool: readonly PooledReply[]): void {
  if (pool.some(({ dialogue }) => dialogue !== pool[0]?.dialogue)) return;
  throw new WorkbenchError(
    'bad-input',
    'Distractors are replies of other dialogues: there must be two dialogues at least.',
  );
}
