import { drawBattle } from '#annotations/arena/draw-battle.ts';
import type { Db } from '#db/client.ts';
import {
  type ArenaContender,
  type ArenaLink,
  findArenaLink,
  listContenders,
  listPairVotes,
} from '#db/queries/arena-battles.ts';
import { createConversation } from '#db/queries/conversations.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom } from '#lib/rng.ts';
import { listLiveSystems } from '../live-systems.server.ts';

/** Systems that can meet: those that answer by themselves whatever is said, and whose model is at hand. */
export function contenders(db: Db): ArenaContender[] {
  const able = new Set(
    listLiveSystems(db)
      .filter(({ isControl, problem }) => !isControl && problem === null)
      .map(({ name }) => name),
  );
  return listContenders(db).filter(({ name }) => able.has(name));
}

export interface NewBattle {
  readonly userId: string;
  /** The link that the person came by, if any: its systems meet then. */
  readonly linkId: string | null;
  /** Names of the systems that may meet; all where empty. Not looked at where there is a link. */
  readonly among?: readonly string[];
  /** A whole number below 2³¹: the draw follows from it and the votes so far. */
  readonly seed: number;
  readonly now: string;
}

/**
 * Draws two systems and gives the id of the conversation in which they meet.
 * @throws WorkbenchError `closed` where the link no longer works, `unavailable` where fewer than two systems answer
 */
export function startBattle(db: Db, { userId, linkId, among = [], seed, now }: NewBattle): string {
  const link = linkId === null ? null : openLink(db, linkId, now);
  const ids = contenders(db)
    .filter(({ id, name }) => (link ? link.systems.includes(id) : among.length === 0 || among.includes(name)))
    .map(({ id }) => id);
  if (ids.length < 2)
    throw new WorkbenchError(
      'unavailable',
      'The arena needs two systems that answer, and there are fewer just now.',
    );
  const systemIds = drawBattle(ids, listPairVotes(db, ids), createRandom(seed, 'battle'));
  return createConversation(db, {
    kind: 'arena',
    userId,
    ...(linkId !== null && { linkId }),
    systemIds,
    seed,
    now,
  });
}

function openLink(db: Db, id: string, now: string): ArenaLink {
  const link = findArenaLink(db, { id, now });
  if (!link?.isOpen)
    throw new WorkbenchError('closed', 'This arena has closed. Thank you for every vote you gave.');
  return link;
}
