import { WorkbenchError } from '#lib/errors.ts';

/** What a device name means; `index` counts the CUDA devices that the driver shows. */
export type Device = { readonly kind: 'cpu' | 'webgpu' } | { readonly kind: 'cuda'; readonly index: number };

export const knownDevices = 'cpu, webgpu or cuda:N (cuda:0 is the first GPU)';

/** @throws WorkbenchError `bad-input` for anything but `cpu`, `webgpu` and `cuda:N` */
export function parseDevice(name: string): Device {
  if (name === 'cpu' || name === 'webgpu') return { kind: name };
  const index = /^cuda:(0|[1-9]\d{0,2})$/.exec(name)?.[1];
  if (index !== undefined) return { kind: 'cuda', index: Number(index) };
  throw new WorkbenchError('bad-input', `"${name}" is no device: name ${knownDevices}.`);
}

/**
 * The devices of `WORKBENCH_DEVICES`, in its order; the processor alone where it is not set.
 * @throws WorkbenchError `bad-input` where a name is unknown, empty or there twice
 */
export function parseDevices(setting: string | undefined): readonly string[] {
  if (setting === undefined) return ['cpu'];
  const names = setting.split(',').map((name) => name.trim());
  for (const [place, name] of names.entries()) {
    if (name === '')
      throw new WorkbenchError(
        'bad-input',
        `WORKBENCH_DEVICES has an empty name: give ${knownDevices}, with a comma between two, or leave it unset for cpu.`,
      );
    if (names.indexOf(name) < place)
      throw new WorkbenchError('bad-input', `WORKBENCH_DEVICES names ${name} twice: name each device once.`);
    try {
      parseDevice(name);
    } catch {
      throw new WorkbenchError(
        'bad-input',
        `WORKBENCH_DEVICES: "${name}" is no device: name ${knownDevices}.`,
      );
    }
  }
  return names;
}
