import { readFileSync } from 'node:fs';

/** Clock ticks of /proc: 100 a second on every Linux that Node runs on. */
const ticks = 100;

/** Seconds of processor time that a process has used, its threads together, from /proc; null where there is none. */
export function processSeconds(processId: number): number | null {
  return secondsIn(`/proc/${processId}/stat`);
}

/** The same of one thread of this process; the first one's number is that of the process. */
export function threadSeconds(threadId: number): number | null {
  return secondsIn(`/proc/self/task/${threadId}/stat`);
}

function secondsIn(path: string): number | null {
  if (process.platform !== 'linux') return null;
  const stat = readFileSync(path, 'utf8');
  // The name, in brackets, may hold spaces; user and system time are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}
