import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listSupportedBackends } from 'onnxruntime-node';
import type { Device } from './device-names.ts';

export { type Device, knownDevices, parseDevice, parseDevices } from './device-names.ts';

/** The command that fetches onnxruntime-node's CUDA libraries, from the repository's root. */
export const cudaInstallCommand =
  'node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install';

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
