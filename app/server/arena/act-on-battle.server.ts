import { redirect } from '@remix-run/node';
import { type ArenaChoice, arenaChoices } from '#annotations/arena/arena-vote.ts';
import { namesASystem } from '#annotations/arena/names-a-system.ts';
import { type Db, write } from '#db/client.ts';
import { castVote, findSystemDefinitions, forgetBattleWords } from '#db/queries/arena-battles.ts';
import { keepVoteCheckpoints } from '#db/queries/arena-versions.ts';
import { endConversation, type StoredConversation } from '#db/queries/conversations-kept.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { shippedCheckpoints } from '#models/client.ts';
import { battlePath } from './battle-path.server.ts';
import { newSeed } from './new-seed.server.ts';
import { startBattle } from './start-battle.server.ts';
import { battleTurns, wholeTurns } from './view-battle.server.ts';

interface BattleDeed {
  readonly conversation: StoredConversation;
  readonly userId: string;
  readonly isWriting: boolean;
  readonly form: FormData;
  /** Names of the systems that may meet next; see `NewBattle`. */
  readonly among: readonly string[];
}

/**
 * What the person does with a battle besides talking: votes, goes on to another pair, removes what was said.
 * @throws WorkbenchError where it cannot be done; a redirect to the next battle
 */
export function actOnBattle(db: Db, deed: BattleDeed): null {
  const { conversation, form } = deed;
  const now = new Date().toISOString();
  switch (form.get('intent')) {
    case 'vote': {
      const choice = arenaChoices.find((each) => each === form.get('choice'));
      if (!choice) throw new WorkbenchError('bad-input', 'Choose one of the four answers.');
      vote(db, deed, { choice, now });
      return null;
    }
    case 'next': {
      const id = startBattle(db, {
        userId: deed.userId,
        linkId: conversation.linkId,
        among: deed.among,
        seed: newSeed(),
        now,
      });
      endConversation(db, { id: conversation.id, now });
      throw redirect(battlePath(id, deed.among));
    }
    case 'forget':
      if (conversation.endedAt === null)
        throw new WorkbenchError('conflict', 'Vote, or go on to another pair, before you remove this.');
      forgetBattleWords(db, conversation.id);
      return null;
    default:
      throw new WorkbenchError('bad-input', 'There is no such thing to do here.');
  }
}

function vote(
  db: Db,
  { conversation, isWriting }: BattleDeed,
  { choice, now }: { readonly choice: ArenaChoice; readonly now: string },
): void {
  const turns = battleTurns(conversation);
  if (isWriting) throw new WorkbenchError('conflict', 'Wait until both have answered, then vote.');
  if (wholeTurns(turns) === 0)
    throw new WorkbenchError('conflict', 'Both must have answered before you can vote.');
  if (conversation.endedAt !== null) throw new WorkbenchError('conflict', 'This conversation has ended.');
  const systems = findSystemDefinitions(
    db,
    conversation.lanes.map(({ systemId }) => systemId),
  );
  const namesSystem = namesASystem(
    turns.flatMap(({ replies }) => replies ?? []),
    systems,
    shippedCheckpoints(),
  );
  const { id: conversationId } = conversation;
  write(db, () => {
    castVote(db, { conversationId, choice, turns: wholeTurns(turns), namesSystem, now });
    keepVoteCheckpoints(db, conversationId);
  });
}
