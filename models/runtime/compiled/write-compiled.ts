import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WeightReader } from '../../serving/weight-bytes.ts';
import { compiledFiles, type FileDigest, formatVersion, type Manifest } from './compiled-files.ts';
import type { PlacedWeight, Plan } from './plan-program.ts';

/** A temporary file that nobody has written to for so long was left by a process that ended. */
const abandonedMilliseconds = 60 * 60 * 1000;

/**
 * Writes a plan's files, one weight in memory at a time. Each file is written beside its place and then put there at
 * once; since equal plans give equal bytes, processes that write the same folder replace a file by its like.
 */
export async function writeCompiled(dir: string, plan: Plan, read: WeightReader): Promise<void> {
  await mkdir(dir, { recursive: true });
  await removeAbandoned(dir);
  const put = (name: string, write: (file: FileHandle) => Promise<void>) => putFile(join(dir, name), write);
  const weights = digester();
  await put(compiledFiles.weights, async (file) => {
    for (const weight of plan.weights) await writeWeight(file, weight, { read, digest: weights });
  });
  const model = digester();
  model.add(plan.model);
  await put(compiledFiles.model, async (file) => {
    await file.writeFile(plan.model);
  });
  const files = { [compiledFiles.model]: model.result(), [compiledFiles.weights]: weights.result() };
  const manifest: Manifest = { format: formatVersion, files };
  await put(compiledFiles.manifest, (file) => file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`));
}

interface Writing {
  readonly read: WeightReader;
  readonly digest: ReturnType<typeof digester>;
}

async function writeWeight(file: FileHandle, weight: PlacedWeight, { read, digest }: Writing): Promise<void> {
  const bytes = read(weight.source);
  if (bytes.byteLength !== weight.bytes)
    throw new Error(`${weight.source.tensor} gives ${bytes.byteLength} bytes, not ${weight.bytes}`);
  for (const part of [new Uint8Array(weight.offset - digest.length()), bytes]) {
    await file.writeFile(part);
    digest.add(part);
  }
}

function digester() {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    add(part: Uint8Array): void {
      hash.update(part);
      bytes += part.byteLength;
    },
    length: () => bytes,
    result: (): FileDigest => ({ bytes, sha256: hash.digest('hex') }),
  };
}

/** The bytes reach the disk before the name does, so that a crash leaves no file cut short under it. */
async function putFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function removeAbandoned(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!name.endsWith('.tmp')) continue;
    const path = join(dir, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > abandonedMilliseconds) await rm(path, { force: true });
  }
}
