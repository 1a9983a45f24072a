import { readdirSync, readFileSync } from 'node:fs';
import { processSeconds } from './process-time.ts';

export interface TreeProcess {
  readonly processId: number;
  /** Its command line, with spaces between the arguments. */
  readonly command: string;
  /** Of processor time so far. */
  readonly seconds: number;
}

/** A process and all that it started and that they started, from /proc; empty where there is none. */
export function processTree(root: number): TreeProcess[] {
  if (process.platform !== 'linux') return [];
  const parents = new Map(
    readdirSync('/proc').flatMap((name) => {
      const parent = /^\d+$/.test(name) ? parentOf(name) : null;
      return parent === null ? [] : [[Number(name), parent] as const];
    }),
  );
  const isBelow = (id: number): boolean => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at))
      if (at === root) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow).flatMap((processId) => {
    const command = read(`/proc/${processId}/cmdline`)?.replaceAll('\0', ' ').trim();
    return command === undefined ? [] : [{ processId, command, seconds: secondsOf(processId) }];
  });
}

function parentOf(id: string): number | null {
  const stat = read(`/proc/${id}/stat`);
  // The name, in brackets, may hold spaces; the parent is the second field behind it.
  return stat === null ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function secondsOf(id: number): number {
  try {
    return processSeconds(id) ?? 0;
  } catch {
    // It has just ended.
    return 0;
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
