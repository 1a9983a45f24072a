import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createRandom, type Random } from '#lib/rng.ts';

const words =
  'i am so sorry to hear that it must have been really hard for you when my dog ran away last week but we found him again near the old school and then everyone was happy about this what did your friend say after all of it happened'.split(
    ' ',
  );
const emotions = ['afraid', 'angry', 'grateful', 'hopeful', 'lonely', 'proud', 'sad', 'surprised'];

/**
 * Writes `contexts` lines in the form of `import responses` with `systems` invented systems. Lengths follow those of
 * the published answers to EmpatheticDialogues: contexts of 1 or 3 turns of some 15 words, answers of some 11.
 */
export async function writeSyntheticAnswers(
  path: string,
  { contexts, systems, seed }: { readonly contexts: number; readonly systems: number; readonly seed: number },
): Promise<void> {
  const random = createRandom(seed);
  const file = createWriteStream(path);
  for (let index = 0; index < contexts; index++) {
    const turns = random.below(2) === 0 ? 1 : 3;
    const line = JSON.stringify({
      conv_id: `synthetic:${index}`,
      turn_index: turns,
      emotion: emotions[random.below(emotions.length)],
      context: Array.from({ length: turns }, () => sentence(random, 15)),
      reference: sentence(random, 12),
      responses: Object.fromEntries(
        Array.from({ length: systems }, (_, system) => [`system-${system + 1}`, sentence(random, 11)]),
      ),
    });
    if (!file.write(`${line}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

function sentence(random: Random, meanWords: number): string {
  const length = 3 + random.below(2 * (meanWords - 3) + 1);
  return Array.from({ length }, () => words[random.below(words.length)]).join(' ');
}
