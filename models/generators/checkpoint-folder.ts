import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { checkManifest, manifestName } from '../weights/checkpoint-manifest.ts';
import { openShipped, shippedFolder } from '../weights/open-shipped.ts';
import { retrieverFolder } from '../weights/retriever-folder.ts';

/** The folder that a system names: an absolute path, or the name of one that ships. */
export function checkpointFolder(named: string): string {
  return isAbsolute(named) ? named : join(shippedFolder, named);
}

/**
 * The folder that a system names, every byte of it compared with its manifest where it has one.
 * @throws WorkbenchError `not-found` or `bad-input` where it is not there, or a file is missing or changed
 */
export async function verifiedFolder(named: string): Promise<string> {
  if (!isAbsolute(named)) return (await openShipped(named)).dir;
  if (existsSync(join(named, manifestName))) await checkManifest(named);
  return named;
}

const parts =
  /^(config\.json|tokenizer\.json|exemplar-tokenizer\.json|tokenizer_config\.json|special_tokens_map\.json|.*\.safetensors(\.index\.json)?)$/;

/** The files that a model's replies depend on, in the order of their names; those of its retriever by their paths. */
export function checkpointFiles(dir: string): string[] {
  try {
    const names = readdirSync(dir);
    const retriever = names.includes(retrieverFolder) ? readdirSync(join(dir, retrieverFolder)) : [];
    return [
      ...names.filter((name) => parts.test(name)),
      ...retriever.filter((name) => parts.test(name)).map((name) => `${retrieverFolder}/${name}`),
    ].sort();
  } catch {
    throw new WorkbenchError('bad-input', `There is no checkpoint folder ${dir}, or it cannot be read.`);
  }
}

/** SHA-256 over the names and contents of a checkpoint's files; the same model has the same hash wherever it lies. */
export async function checkpointHash(dir: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of checkpointFiles(dir)) {
    hash.update(`${name} ${statSync(join(dir, name)).size}\n`);
    for await (const chunk of createReadStream(join(dir, name))) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** Changes when a file of the checkpoint is replaced; costs no reading. */
export function checkpointStamp(dir: string): string {
  return checkpointFiles(dir)
    .map((name) => {
      const { size, mtimeMs } = statSync(join(dir, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .join('\n');
}
