import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listSupportedBackends } from 'onnxruntime-node';
import { WorkbenchError } from '#lib/errors.ts';

/** What a device name means; `index` counts the CUDA devices that the driver shows. */
export type Device = { readonly kind: 'cpu' | 'webgpu' } | { readonly kind: 'cuda'; readonly index: number };

export const knownDevices = 'cpu, webgpu or cuda:N (cuda:0 is the first GPU)';

/** The command that fetches onnxruntime-node's CUDA libraries, from the repository's root. */
export const cudaInstallCommand =
  'node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install';

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

/** What the installed onnxruntime-node brings for a kind of device, before any is tried. */
export interface Backend {
  readonly kind: Device['kind'];
  /** whether it is built for this platform at all */
  readonly isBuilt: boolean;
  /** library files that must be fetched once and are not there */
  readonly missingFiles: readonly string[];
}

export function listBackends(): readonly Backend[] {
  const built = new Set(listSupportedBackends().map(({ name }) => name));
  return (['cpu', 'cuda', 'webgpu'] as const).map((kind) => ({
    kind,
    isBuilt: built.has(kind),
    missingFiles: kind === 'cuda' && built.has(kind) ? missingCudaFiles() : [],
  }));
}

function missingCudaFiles(): string[] {
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const folder = join(root, 'bin', 'napi-v6', process.platform, process.arch);
  const files = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];
  return files.filter((file) => !existsSync(join(folder, file)));
}
