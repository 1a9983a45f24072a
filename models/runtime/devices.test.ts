import { describe, expect, it } from 'vitest';
import { listBackends, parseDevice, parseDevices } from './devices.ts';

describe('device names', () => {
  it('are cpu, webgpu, and cuda with a number', () => {
    expect(parseDevice('cpu')).toEqual({ kind: 'cpu' });
    expect(parseDevice('webgpu')).toEqual({ kind: 'webgpu' });
    expect(parseDevice('cuda:12')).toEqual({ kind: 'cuda', index: 12 });
  });

  it.each(['', 'cuda', 'cuda:', 'cuda:-1', 'cuda:01', 'cuda:1.5', 'CPU', 'gpu', 'cpu ', 'toString'])(
    'refuses %j',
    (name) => {
      expect(() => parseDevice(name)).toThrow(`"${name}" is no device: name cpu, webgpu or cuda:N`);
    },
  );
});

describe('WORKBENCH_DEVICES', () => {
  it('is the processor where it is not set, and keeps its order where it is', () => {
    expect(parseDevices(undefined)).toEqual(['cpu']);
    expect(parseDevices('cuda:1,cuda:0')).toEqual(['cuda:1', 'cuda:0']);
    expect(parseDevices(' webgpu , cpu ')).toEqual(['webgpu', 'cpu']);
  });

  it.each([
    ['', 'has an empty name'],
    ['cpu,', 'has an empty name'],
    ['cpu,,webgpu', 'has an empty name'],
    ['cuda:0,cpu,cuda:0', 'names cuda:0 twice'],
    ['cpu,tpu', 'WORKBENCH_DEVICES: "tpu" is no device'],
    ['cuda:0;cuda:1', 'WORKBENCH_DEVICES: "cuda:0;cuda:1" is no device'],
  ])('refuses %j with a sentence', (setting, sentence) => {
    expect(() => parseDevices(setting)).toThrow(sentence);
  });
});

it('the processor is always among what onnxruntime-node brings, and needs no files', () => {
  const backends = listBackends();
  expect(backends.map(({ kind }) => kind)).toEqual(['cpu', 'cuda', 'webgpu']);
  expect(backends[0]).toEqual({ kind: 'cpu', isBuilt: true, missingFiles: [] });
});
