import type { BattleTurn, BattleView } from '#app/components/arena/arena-view.ts';
import type { BattleVote } from '#db/queries/arena-battles.ts';
import type { StoredConversation, StoredReply } from '#db/queries/conversations-kept.ts';

interface Viewing {
  readonly conversation: StoredConversation;
  readonly vote: BattleVote | undefined;
  /** See `lanesUnderWay`. */
  readonly underWay: ReadonlySet<number>;
  readonly link: { readonly title: string; readonly welcome: string; readonly isOpen: boolean } | undefined;
}

/** A battle as a browser is told it: names only once there is a vote. */
export function viewBattle({ conversation, vote, underWay, link }: Viewing): BattleView {
  const { id, endedAt, linkId } = conversation;
  const turns = battleTurns(conversation);
  const isWriting = underWay.size > 0;
  return {
    id,
    title: link?.title ?? null,
    welcome: link?.welcome ?? '',
    turns,
    isWriting,
    canVote: endedAt === null && !isWriting && wholeTurns(turns) > 0,
    vote: vote ? { choice: vote.choice, names: namesOf(conversation), namesSystem: vote.namesSystem } : null,
    isEnded: endedAt !== null,
    canGoOn: linkId === null || link?.isOpen === true,
  };
}

/**
 * A turn's replies are told together or not at all: half a reply would tell how fast its system is, and one that is
 * missing which of the two fails.
 */
export function battleTurns({ messages, replies }: StoredConversation): BattleTurn[] {
  return messages.map(({ turn, text }) => {
    const [first, second] = [0, 1].map((lane) => lastReply(replies, { turn, lane }));
    const isWhole = first?.status === 'done' && second?.status === 'done';
    return { turn, text, replies: isWhole ? [first.text, second.text] : null };
  });
}

export function lastReply(
  replies: readonly StoredReply[],
  { turn, lane }: { readonly turn: number; readonly lane: number },
): StoredReply | undefined {
  return replies.findLast((reply) => reply.turn === turn && reply.lane === lane);
}

export function wholeTurns(turns: readonly BattleTurn[]): number {
  return turns.filter(({ replies }) => replies !== null).length;
}

export function namesOf({ lanes }: StoredConversation): readonly [string, string] {
  return [lanes[0]?.system ?? '', lanes[1]?.system ?? ''];
}
