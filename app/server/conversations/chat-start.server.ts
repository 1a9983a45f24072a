import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { type Db, write } from '#db/client.ts';
import { answeringSystemIds } from '#db/queries/answering-systems.ts';
import { type ChatLink, linksOfPerson } from '#db/queries/chat-links.ts';
import { createConversation, mostLanes } from '#db/queries/conversations.ts';
import type { User } from '#db/queries/users.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { chatSettings } from './chat-settings.server.ts';

/** A seed for a conversation that nobody chose one for. */
export function newConversationSeed(): number {
  return randomInt(2 ** 31);
}

const seedSchema = z
  .string()
  .trim()
  .regex(/^\d{0,10}$/)
  .transform((value) => (value === '' ? newConversationSeed() : Number(value)))
  .refine((seed) => seed < 2 ** 31);

/**
 * Begins a conversation as a form asks for it: researchers name `system`s and perhaps a `seed` and decoding `settings`, others a `link` that
 * they came by. Gives its id.
 * @throws WorkbenchError `bad-input`, or `closed` where the link lets nobody talk any more
 */
export function startChat(db: Db, { form, user }: { readonly form: FormData; readonly user: User }): string {
  const now = new Date().toISOString();
  const linkId = form.get('link');
  if (user.role !== 'researcher' || linkId !== null) {
    const link = linksOfPerson(db, { userId: user.id, kind: 'chat', now }).find(({ id }) => id === linkId);
    return startByLink(db, { link, userId: user.id, now });
  }
  const names = [...new Set(form.getAll('system').map(String))];
  if (names.length > mostLanes) throw new WorkbenchError('bad-input', `Choose at most ${mostLanes} systems.`);
  const ids = answeringSystemIds(db, names);
  const seed = seedSchema.safeParse(String(form.get('seed') ?? ''));
  if (!seed.success)
    throw new WorkbenchError('bad-input', 'The seed is a whole number below 2,147,483,648, or nothing.');
  const settings = chatSettings(db, { names, field: String(form.get('settings') ?? '') });
  return createConversation(db, {
    kind: 'chat',
    userId: user.id,
    systemIds: ids,
    seed: seed.data,
    settings,
    now,
  });
}

interface LinkStart {
  readonly link: ChatLink | undefined;
  readonly userId: string;
  readonly now: string;
}

/** Somebody who has come by a link begins again, also where it lets in nobody new. */
export function startByLink(db: Db, { link, userId, now }: LinkStart): string {
  if (!link || (link.state !== 'usable' && link.state !== 'used-up'))
    throw new WorkbenchError(
      'closed',
      'This link does not work any more. Ask whoever sent it for another one.',
    );
  return write(db, () =>
    createConversation(db, {
      kind: 'chat',
      userId,
      linkId: link.id,
      systemIds: link.systems.map(({ id }) => id).slice(0, mostLanes),
      seed: newConversationSeed(),
      now,
    }),
  );
}
