import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkbenchError } from '#lib/errors.ts';

/** Where the small weights that ship lie, a folder each. */
export const shippedCheckpoints = fileURLToPath(new URL('../checkpoints', import.meta.url));

/** The folder that a system names: an absolute path, or the name of one that ships. */
export function checkpointFolder(named: string): string {
  return isAbsolute(named) ? named : join(shippedCheckpoints, named);
}

/** Whether there is a checkpoint that ships under a name. */
export function isShipped(name: string): boolean {
  return existsSync(join(shippedCheckpoints, name, 'config.json'));
}

const parts =
  /^(config\.json|tokenizer\.json|tokenizer_config\.json|special_tokens_map\.json|.*\.safetensors(\.index\.json)?)$/;

/** The files that a model's replies depend on, in the order of their names. */
export function checkpointFiles(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => parts.test(name))
      .sort();
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
