import { WorkbenchError } from '#lib/errors.ts';
import type { Generator } from './generator.ts';
import { wholeReply } from './whole-reply.ts';

/** A control: the person's own answer. */
export function humanGenerator(name: string): Generator {
  return {
    name,
    respond: async ({ reference }) => {
      if (reference) return wholeReply(reference);
      throw new WorkbenchError(
        'bad-input',
        'This context has no reference, so there is nothing that a person answered.',
      );
    },
    dispose: async () => {},
  };
}
