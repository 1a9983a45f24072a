import type { AppLoadContext } from '@remix-run/node';
import { findConversation, removeConversation, renameConversation } from '#db/queries/conversations-kept.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { stopTurns } from './turns-under-way.server.ts';

const longestName = 80;

interface ChatChange {
  readonly form: FormData;
  readonly userId: string;
}

/**
 * Renames or removes a person's chat as a form's `intent` says; `conversation` is its id. What is still being written in
 * one that is removed ends.
 * @throws WorkbenchError `not-found` where they have no such chat
 */
export async function changeChat(
  { db, models }: Pick<AppLoadContext, 'db' | 'models'>,
  { form, userId }: ChatChange,
): Promise<'renamed' | 'removed'> {
  const id = String(form.get('conversation'));
  const head = findConversation(db, id);
  if (head?.userId !== userId || head.kind !== 'chat')
    throw new WorkbenchError('not-found', 'There is no such conversation any more.');
  if (form.get('intent') === 'remove') {
    // Removed first: nothing more can be said in it while its replies end.
    removeConversation(db, id);
    await stopTurns(models, id);
    return 'removed';
  }
  const title = String(form.get('title') ?? '').trim();
  if (title === '') throw new WorkbenchError('bad-input', 'Give the conversation a name.');
  renameConversation(db, { id, title: [...title].slice(0, longestName).join('') });
  return 'renamed';
}
