import { type Command, InvalidArgumentError } from 'commander';

export interface DeviceFlags {
  readonly device?: string;
  readonly threads?: number;
}

/** Adds `--device` and `--threads` to a command that runs a model. */
export function addDeviceOptions(command: Command): Command {
  return command
    .option('--device <name>', 'cpu, webgpu or cuda:N; by default the first of WORKBENCH_DEVICES, else cpu')
    .option('--threads <n>', 'of the processor for one operator; by default one for each core', wholeThreads);
}

/**
 * What a session is opened with. The device is not tried yet.
 * @throws WorkbenchError `bad-input` for a device that has no meaning
 */
export async function sessionOptions(
  { device, threads }: DeviceFlags,
  setting: string | undefined = process.env.WORKBENCH_DEVICES,
): Promise<{ readonly device: string; readonly threads?: number }> {
  const { parseDevice, parseDevices } = await import('#models/runtime/devices.ts');
  const [first = 'cpu'] = device === undefined ? parseDevices(setting) : [device];
  parseDevice(first);
  return { device: first, ...(threads === undefined ? {} : { threads }) };
}

function wholeThreads(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number from 1 to 999.');
  return Number(text);
}
