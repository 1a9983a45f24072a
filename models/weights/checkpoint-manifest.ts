import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { readJsonObject } from './read-checkpoint.ts';

/** The name of the manifest in a packed folder. */
export const manifestName = 'checkpoint.json';

export const weightFormats = ['int8', 'f16', 'f32'] as const;
export type WeightFormat = (typeof weightFormats)[number];

const manifestSchema = z.strictObject({
  /** Goes up when folders of before cannot be read any more. */
  format: z.literal(1),
  /** How the matrices are stored. */
  weights: z.enum(weightFormats),
  /** All that makes the model. The card is not among them: it may be mended. */
  files: z.record(
    // By its path: in the folder itself, or in one of its own.
    z.string().regex(/^([\w-][\w.-]*\/)?[\w-][\w.-]*$/),
    z.strictObject({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});

export type CheckpointManifest = z.infer<typeof manifestSchema>;

/** The manifest of files in a folder. */
export async function manifestOf(
  dir: string,
  names: readonly string[],
  weights: WeightFormat,
): Promise<CheckpointManifest> {
  const files: Record<string, { bytes: number; sha256: string }> = {};
  for (const name of [...names].sort())
    files[name] = { bytes: statSync(join(dir, name)).size, sha256: await sha256Of(join(dir, name)) };
  return { format: 1, weights, files };
}

/**
 * Reads the manifest of a folder and every byte that it speaks of.
 * @throws WorkbenchError `bad-input` that names the file which is missing, cut, changed, or of another version
 */
export async function checkManifest(dir: string): Promise<CheckpointManifest> {
  const path = join(dir, manifestName);
  const parsed = manifestSchema.safeParse(readJsonObject(path));
  if (!parsed.success)
    throw new WorkbenchError(
      'bad-input',
      `${path} is no manifest that this version reads. Pack the checkpoint again.`,
    );
  for (const [name, expected] of Object.entries(parsed.data.files)) {
    const file = join(dir, name);
    if (!existsSync(file))
      throw new WorkbenchError('bad-input', `${file} is missing, though ${manifestName} lists it.`);
    const bytes = statSync(file).size;
    if (bytes !== expected.bytes)
      throw new WorkbenchError(
        'bad-input',
        `${file} has ${bytes} bytes, but ${manifestName} says ${expected.bytes}. Fetch it again.`,
      );
    if ((await sha256Of(file)) !== expected.sha256)
      throw new WorkbenchError(
        'bad-input',
        `${file} is not the file that ${manifestName} lists: its SHA-256 differs. Fetch it again.`,
      );
  }
  return parsed.data;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
