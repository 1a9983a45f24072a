import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { type WritableTensor, writeSafetensors } from './write-safetensors.ts';

export interface CheckpointContents {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, WritableTensor>;
  /** The content of `tokenizer.json`. */
  readonly tokenizerJson?: object;
  /** Whether a checkpoint that stands there may be replaced; without it a folder with files is refused. */
  readonly replace?: boolean;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function checkTarget(dir: string, replace: boolean): void {
  if (!existsSync(dir)) return;
  const names = readdirSync(dir);
  if (names.length === 0 || (replace && names.includes('config.json'))) return;
  throw new WorkbenchError(
    'conflict',
    replace
      ? `${dir} holds files but no config.json, so it is no checkpoint and is not replaced.`
      : `${dir} is not empty. Choose another folder, or ask for the checkpoint in it to be replaced.`,
  );
}

/** The old folder steps aside first: a folder cannot be renamed onto one with files. */
function moveIntoPlace(partial: string, target: string): void {
  if (!existsSync(target)) {
    renameSync(partial, target);
    return;
  }
  const old = mkdtempSync(`${target}.old-`);
  renameSync(target, join(old, 'checkpoint'));
  renameSync(partial, target);
  rmSync(old, { recursive: true, force: true });
}

/**
 * Writes a folder with `config.json`, `model.safetensors` (float32) and, where given, `tokenizer.json`. It is
 * made under another name beside the target and renamed, so that a crash leaves no half checkpoint there.
 * Tensors may be read lazily from the very folder that is replaced.
 * @throws WorkbenchError `conflict` where the folder holds files and `replace` is not set or holds no
 *   checkpoint; `bad-input` where data and shape of a tensor disagree
 */
export function writeCheckpoint(dir: string, contents: CheckpointContents): void {
  const target = resolve(dir);
  checkTarget(target, contents.replace ?? false);
  mkdirSync(dirname(target), { recursive: true });
  const partial = mkdtempSync(`${target}.partial-`);
  try {
    writeSafetensors(join(partial, 'model.safetensors'), contents.tensors);
    writeFileSync(join(partial, 'config.json'), json(contents.config), { flush: true });
    if (contents.tokenizerJson) {
      writeFileSync(join(partial, 'tokenizer.json'), json(contents.tokenizerJson), { flush: true });
    }
    moveIntoPlace(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}
