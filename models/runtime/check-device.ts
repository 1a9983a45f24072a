import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WorkbenchError } from '#lib/errors.ts';
import { Graph } from '../graph/graph.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { serialise } from '../graph/serialise.ts';
import { cudaInstallCommand, type Device, listBackends, parseDevice } from './devices.ts';

const patienceMs = 120_000;
const guide = 'docs/guides/devices.md has the steps; --device cpu or WORKBENCH_DEVICES=cpu does without';
const passed = new Map<string, Promise<void>>();

/**
 * Resolves where a device computes: a small product is tried on it alone, in a process of its own. A device that
 * passed is not tried again while this process lives; the processor is not tried at all.
 * @throws WorkbenchError `bad-input` for a name that is no device; `unavailable` with what is missing
 */
export async function checkDevice(name: string): Promise<void> {
  const device = parseDevice(name);
  if (device.kind === 'cpu') return;
  const known = passed.get(name) ?? tryDevice(name, device);
  passed.set(name, known);
  try {
    await known;
  } catch (error) {
    passed.delete(name);
    throw error;
  }
}

async function tryDevice(name: string, device: Device): Promise<void> {
  const backend = listBackends().find(({ kind }) => kind === device.kind);
  if (!backend?.isBuilt)
    throw unavailable(name, `onnxruntime-node has no ${device.kind} on ${process.platform}/${process.arch}`);
  if (backend.missingFiles.length > 0)
    throw unavailable(
      name,
      `onnxruntime-node's CUDA libraries are not installed (${backend.missingFiles.join(', ')}): run \`${cudaInstallCommand}\` once`,
    );
  const reason = failureOf(await probe(device), device);
  if (reason !== undefined) throw unavailable(name, reason);
}

function unavailable(device: string, reason: string): WorkbenchError {
  return new WorkbenchError('unavailable', `${device} cannot be used: ${reason}. ${guide}.`, { device });
}

/** What came of a try in another process. */
export interface ProbeResult {
  readonly stdout: string;
  readonly stderr: string;
  /** the signal that ended it, or null */
  readonly signal: string | null;
}

/** Tries a device, whatever is known of it. */
export function probe(device: Device): Promise<ProbeResult> {
  const provider = device.kind === 'cuda' ? { name: 'cuda', deviceId: device.index } : device.kind;
  const model = Buffer.from(probeModel()).toString('base64');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('./probe-device.js', import.meta.url))], {
      timeout: patienceMs,
      killSignal: 'SIGKILL',
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
      });
    child.on('error', reject);
    child.on('close', (_status, signal) => resolve({ ...output, signal }));
    // A child that dies early closes its input; what it died of is told by `close`.
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify({ model, provider }));
  });
}

function probeModel(): Uint8Array {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [2, 2]);
  graph.output(matmul(x, x), 'product');
  return serialise(graph, { weights: 'inputs' });
}

/** Why a try failed, as a part of a sentence; undefined where the device gave the product. */
export function failureOf({ stdout, stderr, signal }: ProbeResult, device: Device): string | undefined {
  if (signal !== null)
    return signal === 'SIGKILL'
      ? `it gave no answer within ${patienceMs / 1000} seconds`
      : `the process that tried it was ended by ${signal}: its driver is broken or does not fit`;
  const answer = parseAnswer(stdout);
  if ('product' in answer)
    return String(answer.product) === '7,10,15,22' ? undefined : 'it gave a wrong product of two matrices';
  const text = `${answer.error}\n${stderr}`;
  const library = /([\w.+-]+\.(?:so[\w.]*|dll|dylib)): cannot open shared object file/.exec(text)?.[1];
  if (device.kind === 'webgpu' && /adapter/i.test(text))
    return `no graphics adapter was found${library ? ` (the library ${library} is not installed)` : ''}`;
  if (library) return `the library ${library} is not found: install CUDA 12 and cuDNN 9`;
  if (/assigned to the default CPU EP/.test(text)) return 'the processor would compute in its place';
  const cuda = /CUDA failure \d+: ([^;\n]+)/.exec(text)?.[1]?.trim();
  if (cuda) return `CUDA says "${cuda}"`;
  return `onnxruntime says "${answer.error.trim().split('\n')[0]}"`;
}

function parseAnswer(stdout: string): { readonly product: unknown } | { readonly error: string } {
  try {
    return JSON.parse(stdout);
  } catch {
    return { error: 'nothing' };
  }
}
