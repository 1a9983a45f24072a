import { readFileSync } from 'node:fs';

/** Bytes of this process in memory. */
export interface ResidentMemory {
  readonly now: number;
  /** since the process began */
  readonly largest: number;
  /** of `now`, pages of mapped files, which processes share */
  readonly mapped: number;
}

/** From /proc; undefined where the system has none. */
export function residentMemory(): ResidentMemory | undefined {
  if (process.platform !== 'linux') return undefined;
  const status = readFileSync('/proc/self/status', 'utf8');
  const bytes = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return { now: bytes('VmRSS'), largest: bytes('VmHWM'), mapped: bytes('RssFile') };
}
