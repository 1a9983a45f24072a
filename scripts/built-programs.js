// The folders of built programs. Several may be in use at once: a server that runs on loads more of the program that it
// was started with, whatever has been built since.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const user = 'used-by-';

/** Says that this process uses a program, for as long as it lives. */
export function holdProgram(folder) {
  try {
    for (const name of usersOf(folder)) if (!lives(name)) rmSync(join(folder, name), { force: true });
    writeFileSync(join(folder, `${user}${process.pid}`), '');
  } catch {
    // Who may not write here is served by what was built before; nor can it remove anything.
  }
}

/** Removes the programs that no living process uses, but for those named. */
export function removeUnused(programs, kept) {
  for (const name of readdirSync(programs)) {
    const folder = join(programs, name);
    if (!kept.includes(name) && !usersOf(folder).some(lives))
      rmSync(folder, { recursive: true, force: true });
  }
}

function usersOf(folder) {
  return readdirSync(folder).filter((name) => name.startsWith(user));
}

function lives(name) {
  try {
    process.kill(Number(name.slice(user.length)), 0);
    return true;
  } catch (error) {
    // Somebody else's process.
    return error.code === 'EPERM';
  }
}
