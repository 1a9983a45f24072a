import { join, resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { passageVectors } from '../../exemplars/passage-vectors.ts';
import { openTextEncoders } from '../../exemplars/text-encoders.ts';
import { readT5Config } from '../../weights/read-t5-config.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { readPassageTexts } from './read-exemplars.ts';

/** The part of a generator's config that is about exemplars. */
export const exemplarFields = z.strictObject({
  /** The folder, from --data, of the stage `exemplars`. */
  found: z.string().min(1),
  /** The folder, from --data, of the T5 whose encoder, left as it is, encodes them; the one of --init where left out. */
  encoder: z.string().min(1).optional(),
  /** What stands before each exemplar: the published encoder was trained to paraphrase. */
  prefix: z.string().default('paraphrase: '),
  /** The most tokens of an exemplar. */
  maxLength: z.int().min(8).default(256),
});

export interface ExemplarVectors {
  /** A row for each passage. */
  readonly data: Float32Array;
  readonly width: number;
  /** SHA-256 of the encoder. */
  readonly encoder: string;
  readonly dir: string;
}

/** Refuses exemplars that nothing could encode. */
export function requireExemplars(dir: string | undefined): string {
  if (dir === undefined)
    throw new WorkbenchError(
      'bad-input',
      'exemplars.encoder: without --init the config must name the folder of a T5 that encodes the exemplars.',
    );
  readT5Config(join(dir, 'config.json'));
  return dir;
}

/** The mean over its tokens of each passage's states, once for the whole training; kept in `out/cache`. */
export async function exemplarVectors(
  { exemplars }: { readonly exemplars?: z.infer<typeof exemplarFields> | undefined },
  dir: string,
  { dataDir, out, device, threads, progress }: TrainingContext,
): Promise<ExemplarVectors> {
  if (!exemplars) throw new Error('there are no exemplars');
  const texts = await readPassageTexts(resolve(dataDir, exemplars.found));
  const encoders = await openTextEncoders(dir, {
    maxLength: exemplars.maxLength,
    ...(device ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
  try {
    const prefixed = texts.map((text) => `${exemplars.prefix}${text}`);
    const data = await passageVectors(encoders, prefixed, {
      cacheDir: join(out, 'cache'),
      onProgress: (done, total) => progress({ message: 'Encoding exemplars', done, total }),
    });
    return { data, width: encoders.width, encoder: encoders.identity, dir };
  } finally {
    await encoders.dispose();
  }
}
