import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file under another name and moves it into place, so that a crash leaves the old one or the new one. */
export function writeAtomically(path: string, write: (partial: string) => void): void {
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  write(partial);
  renameSync(partial, path);
}

/** As `writeAtomically`, of a value as JSON. */
export function writeJsonAtomically(path: string, value: unknown): void {
  writeAtomically(path, (partial) =>
    writeFileSync(partial, `${JSON.stringify(value, null, 2)}\n`, { flush: true }),
  );
}
