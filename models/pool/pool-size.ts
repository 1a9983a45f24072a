import { availableParallelism, totalmem } from 'node:os';
import { WorkbenchError } from '#lib/errors.ts';

export interface PoolSizeOptions {
  readonly devices: readonly string[];
  /** Processes for each device. */
  readonly processes?: number | undefined;
  /** Threads of one operator. */
  readonly threads?: number | undefined;
}

/** One process: where its models run, and with how many threads. */
export interface PlaceOptions {
  readonly device: string;
  readonly threads: number;
}

/** What this machine has. */
export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
}

/** CAiRE's models take about half of it. */
const memoryOfProcess = 2 * 1024 ** 3;

/**
 * Which processes a pool has: two for each GPU, with a thread each for what stays on the processor; on the processor
 * itself two threads each, and as many as that makes of its cores. Where either number is given the other follows from
 * the cores, and where memory is short there are fewer.
 */
export function poolPlaces(
  { devices, processes, threads }: PoolSizeOptions,
  machine: Machine = { cores: availableParallelism(), memoryBytes: totalmem() },
): readonly PlaceOptions[] {
  const placesOf = (device: string): PlaceOptions[] => {
    if (device !== 'cpu') return places(device, { count: processes ?? 2, threads: threads ?? 1 });
    const each = threads ?? Math.max(1, processes ? Math.floor(machine.cores / processes) : 2);
    const most = Math.max(1, Math.floor(machine.memoryBytes / memoryOfProcess));
    const count = processes ?? Math.max(1, Math.min(most, Math.floor(machine.cores / each)));
    return places(device, { count, threads: Math.min(each, machine.cores) });
  };
  const ofDevices = devices.map(placesOf);
  // Every device has its first process before one has its second.
  const deepest = Math.max(...ofDevices.map(({ length }) => length));
  return Array.from({ length: deepest }).flatMap((_, depth) => ofDevices.flatMap((all) => all[depth] ?? []));
}

function places(device: string, { count, threads }: { count: number; threads: number }): PlaceOptions[] {
  return Array.from({ length: count }, () => ({ device, threads }));
}

/**
 * The number of `WORKBENCH_PROCESSES`, for each device; undefined where it is not set.
 * @throws WorkbenchError `bad-input` for anything but a whole number from 1 to 64
 */
export function parseProcesses(setting: string | undefined): number | undefined {
  if (setting === undefined || setting.trim() === '') return undefined;
  const count = Number(setting);
  if (Number.isInteger(count) && count >= 1 && count <= 64) return count;
  throw new WorkbenchError(
    'bad-input',
    'WORKBENCH_PROCESSES must be a whole number from 1 to 64: how many processes there are for each device. Leave it unset for the usual number.',
  );
}
