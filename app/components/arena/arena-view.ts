import type { ArenaChoice } from '#annotations/arena/arena-vote.ts';

// What a browser knows of a battle. Before the vote it is words alone: no name, id, time or count of attempts.

export interface BattleTurn {
  /** From 0. */
  readonly turn: number;
  /** What the person said. */
  readonly text: string;
  /** Of both lanes; null where they are not both written. */
  readonly replies: readonly [string, string] | null;
}

export interface BattleView {
  readonly id: string;
  /** What the arena is called for those who came by a link. */
  readonly title: string | null;
  readonly welcome: string;
  readonly turns: readonly BattleTurn[];
  /** Replies are being written, here or in another tab. */
  readonly isWriting: boolean;
  readonly canVote: boolean;
  readonly vote: {
    readonly choice: ArenaChoice;
    readonly names: readonly [string, string];
    readonly namesSystem: boolean;
  } | null;
  /** Nothing more is said. */
  readonly isEnded: boolean;
  /** Whether another battle can be had. */
  readonly canGoOn: boolean;
}

/** What the server tells while two systems answer. */
export type BattleEvent =
  /** The message is kept, and both are writing. */
  | { readonly kind: 'begun' }
  /** More of either reply, as much of both at a time. */
  | { readonly kind: 'words'; readonly add: readonly [string, string] }
  /** Both are told whole, or they could not both be written. A stream that ends without it broke off. */
  | { readonly kind: 'end'; readonly failure: BattleFailure | null };

export interface BattleFailure {
  readonly message: string;
  /** Seconds after which it is worth trying again, where that is all that is wrong. */
  readonly retryAfterSeconds?: number;
}

/** What the browser posts to a battle. */
export type BattleRequest =
  /** `turn` is where it comes to stand; the same once more is the message that is there. */
  | { readonly kind: 'say'; readonly text: string; readonly turn: number }
  /** Asks again for what was not written of the last turn. */
  | { readonly kind: 'again' };

export const choiceLabels: Readonly<Record<ArenaChoice, string>> = {
  first: 'A is better',
  second: 'B is better',
  tie: 'Equally good',
  'both-bad': 'Both are bad',
};
