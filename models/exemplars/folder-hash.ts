import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What decides what a model computes: weights, configurations and the tokenizer. */
const deciding = /\.safetensors$|^(config|tokenizer|tokenizer_config|special_tokens_map)\.json$/;

/** SHA-256 over the names and contents of the files of folders that decide what a model computes. */
export async function folderHash(dirs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const dir of dirs)
    for (const name of readdirSync(dir)
      .filter((file) => deciding.test(file))
      .sort()) {
      hash.update(`${name}\u0000`);
      for await (const chunk of createReadStream(join(dir, name))) hash.update(chunk as Buffer);
    }
  return hash.digest('hex');
}
