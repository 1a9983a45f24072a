import { describe, expect, it } from 'vitest';
import { isWorkbenchError } from '#lib/errors.ts';
import { checkDevice, failureOf, probe } from './check-device.ts';
import { type Device, listBackends } from './devices.ts';
import { createSession } from './session.ts';

const cuda: Device = { kind: 'cuda', index: 0 };
const webgpu: Device = { kind: 'webgpu' };
const backends = listBackends();
const hasCudaFiles = backends.some(
  ({ kind, isBuilt, missingFiles }) => kind === 'cuda' && isBuilt && missingFiles.length === 0,
);
const isCudaBuilt = backends.some(({ kind, isBuilt }) => kind === 'cuda' && isBuilt);
const isWebgpuBuilt = backends.some(({ kind, isBuilt }) => kind === 'webgpu' && isBuilt);

function saying(error: string, stderr = '') {
  return { stdout: JSON.stringify({ error }), stderr, signal: null };
}

describe('checking a device', () => {
  it('has nothing to try on the processor, and refuses what is no device', async () => {
    await checkDevice('cpu');
    await expect(checkDevice('tpu')).rejects.toThrow('"tpu" is no device');
  });

  it.skipIf(hasCudaFiles || !isCudaBuilt)(
    'says which CUDA libraries are missing and how to get them (only without CUDA)',
    async () => {
      const error = await createSession(new Uint8Array(), { device: 'cuda:0' }).catch((thrown) => thrown);
      expect(isWorkbenchError(error) && [error.code, error.exitCode, error.details]).toEqual([
        'unavailable',
        2,
        { device: 'cuda:0' },
      ]);
      expect(error.message).toMatch(
        /^cuda:0 cannot be used: .*libonnxruntime_providers_cuda\.so.*run `node node_modules\/onnxruntime-node\/script\/install\.js --onnxruntime-node-install` once\. docs\/guides\/devices\.md/,
      );
    },
  );

  it.skipIf(hasCudaFiles || !isCudaBuilt)(
    'names the library that the runtime itself misses (only without CUDA)',
    async () => {
      const result = await probe(cuda);
      expect(failureOf(result, cuda)).toBe(
        'the library libonnxruntime_providers_shared.so is not found: install CUDA 12 and cuDNN 9',
      );
    },
  );

  it('never takes the processor for the device', async () => {
    expect(failureOf(await probe({ kind: 'cpu' }), { kind: 'cpu' })).toBe(
      'the processor would compute in its place',
    );
  });

  it.skipIf(!isWebgpuBuilt)(
    'uses WebGPU where there is an adapter, and says so where there is none',
    async () => {
      const reason = failureOf(await probe(webgpu), webgpu);
      if (reason === undefined) await checkDevice('webgpu');
      else {
        expect(reason).toMatch(/^no graphics adapter was found/);
        await expect(checkDevice('webgpu')).rejects.toThrow(`webgpu cannot be used: ${reason}. docs/guides/`);
      }
    },
  );
});

describe('the reason of a failure', () => {
  it('is none where the product is right', () => {
    const answer = (product: number[]) => ({ stdout: JSON.stringify({ product }), stderr: '', signal: null });
    expect(failureOf(answer([7, 10, 15, 22]), cuda)).toBeUndefined();
    expect(failureOf(answer([7, 10, 15, 0]), cuda)).toMatch('wrong product');
  });

  it('is read from what the runtime throws and prints', () => {
    const loading =
      'Failed to load library /a/libx.so with error: libcudnn.so.9: cannot open shared object file';
    expect(failureOf(saying('Failed to load shared library', loading), cuda)).toBe(
      'the library libcudnn.so.9 is not found: install CUDA 12 and cuDNN 9',
    );
    const ordinal = 'CUDA failure 101: invalid device ordinal ; GPU=-1 ; hostname=x ; file=y';
    expect(failureOf(saying(ordinal), cuda)).toBe('CUDA says "invalid device ordinal"');
    expect(failureOf(saying('something else\nat length'), cuda)).toBe('onnxruntime says "something else"');
  });

  it('is the signal where the process died, and the wait where it was stopped', () => {
    const ended = (signal: string) => ({ stdout: '', stderr: '', signal });
    expect(failureOf(ended('SIGSEGV'), cuda)).toMatch('ended by SIGSEGV');
    expect(failureOf(ended('SIGKILL'), cuda)).toMatch('no answer within 120 seconds');
    expect(failureOf({ stdout: '', stderr: '', signal: null }, cuda)).toBe('onnxruntime says "nothing"');
  });
});
