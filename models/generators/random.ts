import { WorkbenchError } from '#lib/errors.ts';
import { createRandom } from '#lib/rng.ts';
import type { Generator } from './generator.ts';
import { wholeReply } from './whole-reply.ts';

const mostDraws = 1000;

/**
 * A control: a reply drawn from another dialogue, every one equally likely. The draw depends on seed, key and the list
 * alone.
 */
export function randomGenerator(name: string): Generator {
  return {
    name,
    respond: async ({ seed, key = 0, dialogue, others = [] }) => {
      const random = createRandom(seed, 'random reply', key);
      for (let draw = 0; draw < mostDraws && others.length > 0; draw++) {
        const drawn = others[random.below(others.length)];
        if (drawn && drawn.dialogue !== dialogue) return wholeReply(drawn.text);
      }
      throw new WorkbenchError(
        'bad-input',
        'There are no replies of other dialogues to draw from: give a dataset of several dialogues.',
      );
    },
    dispose: async () => {},
  };
}
