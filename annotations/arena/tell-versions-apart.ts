import type { ArenaVote } from './arena-vote.ts';

/** A vote with what wrote the replies it was given on. */
export interface VersionedVote extends ArenaVote {
  /** SHA-256 of the checkpoints, by lane; null for what has none. */
  readonly checkpoints: readonly [string | null, string | null];
}

/** The votes with each checkpoint of a system as a system of its own, by the first eight signs of its hash. */
export function tellVersionsApart<Vote extends VersionedVote>(votes: readonly Vote[]): Vote[] {
  return votes.map((vote) => {
    const [first, second] = vote.checkpoints;
    const names = [named(vote.systems[0], first), named(vote.systems[1], second)] as const;
    return { ...vote, systems: names };
  });
}

function named(system: string, checkpoint: string | null): string {
  return checkpoint === null ? system : `${system} @ ${checkpoint.slice(0, 8)}`;
}
