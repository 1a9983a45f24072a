import { WorkbenchError } from '#lib/errors.ts';
import type { ModelClient } from '#models/client.ts';
import { liveLimit } from './limits.server.ts';

/** Whose requests each model client works on. */
const underWay = new WeakMap<ModelClient, string[]>();

/**
 * Lets a person have systems answer, and gives what ends it.
 * @throws WorkbenchError `rate-limited` where they, or all together, have as much under way as there may be
 */
export function takeLiveSlot(models: ModelClient, userId: string): () => void {
  const people = underWay.get(models) ?? [];
  underWay.set(models, people);
  if (people.filter((id) => id === userId).length >= liveLimit.perPerson)
    throw new WorkbenchError(
      'rate-limited',
      'Your earlier requests are still being answered, in another tab perhaps. Wait until one has ended, or stop it.',
    );
  if (people.length >= liveLimit.together)
    throw new WorkbenchError(
      'rate-limited',
      `Systems are answering ${people.length} requests of researchers, as many as there may be at once. Try again in a moment.`,
    );
  people.push(userId);
  let isOver = false;
  return () => {
    if (!isOver) people.splice(people.indexOf(userId), 1);
    isOver = true;
  };
}
