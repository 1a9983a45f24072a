// The folders of built programs. Several may be in use at once: a server that runs on loads more of the program that it
// was started with, whatever has been built since.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const user = 'used-by-';

/** Waits until no living process builds here; from then on this one does, until `done` or its end. */
export async function takeTurn(lock) {
  let waitedFor = '';
  for (;;) {
    try {
      writeFileSync(lock, `${process.pid}`, { flag: 'wx' });
      return { done: () => rmSync(lock, { force: true }) };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const builder = builderOf(lock);
    // In a container each start may have the same number.
    if (builder && (builder === `${process.pid}` || !lives(builder))) {
      rmSync(lock, { force: true });
      continue;
    }
    if (builder && !waitedFor)
      process.stderr.write(`Waiting for process ${builder}, which builds (${lock})…\n`);
    waitedFor = builder;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function builderOf(lock) {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    // Its turn has just ended.
    return '';
  }
}

/** Has a program built beside its place, then put there: what is there is whole. */
export async function placeProgram(folder, build) {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.unfinished`;
  await build(unfinished);
  renameSync(unfinished, folder);
}

/** Says that this process uses a program, for as long as it lives. */
export function holdProgram(folder) {
  try {
    for (const pid of usersOf(folder)) if (!lives(pid)) rmSync(join(folder, user + pid), { force: true });
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
  const names = readdirSync(folder).filter((name) => name.startsWith(user));
  return names.map((name) => name.slice(user.length));
}

function lives(pid) {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    // Somebody else's process.
    return error.code === 'EPERM';
  }
}
