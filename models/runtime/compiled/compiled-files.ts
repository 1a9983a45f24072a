import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The files of a compiled program; the manifest is written last. */
export const compiledFiles = {
  model: 'model.onnx',
  weights: 'weights.bin',
  manifest: 'manifest.json',
} as const;

/** Goes up when the same graph and weights would be written in another form. */
export const formatVersion = 1;

const digest = z.object({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

const manifestSchema = z.object({
  format: z.literal(formatVersion),
  files: z.object({ [compiledFiles.model]: digest, [compiledFiles.weights]: digest }),
});

export type FileDigest = z.infer<typeof digest>;
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * What is wrong with a folder that should hold a compiled program: null where nothing is, `missing` where it was never
 * finished, else a phrase that names the file. Every byte is read.
 */
export async function findFault(dir: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(join(dir, compiledFiles.manifest), 'utf8');
  } catch {
    return 'missing';
  }
  const manifest = parseManifest(text);
  if (!manifest) return `${compiledFiles.manifest} cannot be read`;
  for (const [name, expected] of Object.entries(manifest.files)) {
    const found = await digestOfFile(join(dir, name)).catch(() => null);
    if (found === null) return `${name} cannot be read`;
    if (found.bytes !== expected.bytes || found.sha256 !== expected.sha256) return `${name} has changed`;
  }
  return null;
}

function parseManifest(text: string): Manifest | null {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const chunkBytes = 4 * 1024 * 1024;

async function digestOfFile(path: string): Promise<FileDigest> {
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const chunk = new Uint8Array(chunkBytes);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, bytes);
      if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
      hash.update(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}
