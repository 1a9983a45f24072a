/** What somebody preferred of two systems' replies, by lane. */
export const arenaChoices = ['first', 'second', 'tie', 'both-bad'] as const;
export type ArenaChoice = (typeof arenaChoices)[number];

/** A vote, as it is reckoned and exported. */
export interface ArenaVote {
  /** Systems' names, by lane. */
  readonly systems: readonly [string, string];
  readonly choice: ArenaChoice;
  /** How many turns both had answered. */
  readonly turns: number;
  /** Whether a reply named who wrote it. */
  readonly namesSystem: boolean;
  /** A pseudonym, the same wherever this person votes. */
  readonly voter: string;
}
