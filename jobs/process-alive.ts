import { readFileSync } from 'node:fs';

/**
 * Whether the process that wrote down its id at `recordedAt` (ISO 8601) still lives. An id is given out anew after a
 * restart of the machine or of a container, so where the system tells when a process began, one that began later
 * than the record is another process.
 */
export function isProcessAlive(processId: number, recordedAt: string): boolean {
  // 0 and below address whole groups of processes.
  if (processId < 1) return false;
  try {
    process.kill(processId, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const startedAt = processStartedAt(processId);
  // The boot time is known to the second only, and a start is rounded to the clock tick.
  return startedAt === undefined || startedAt <= Date.parse(recordedAt) + 2_000;
}

/** Milliseconds since 1970 at which a process began, where `/proc` tells (Linux). */
function processStartedAt(processId: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
    const bootTime = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1];
    // proc(5): field 22, in clock ticks (100 a second) since boot. The name in field 2 may hold spaces and brackets.
    const ticks = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .at(22 - 3);
    if (bootTime === undefined || ticks === undefined) return undefined;
    return Number(bootTime) * 1000 + Number(ticks) * 10;
  } catch {
    return undefined;
  }
}
