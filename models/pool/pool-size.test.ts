import { expect, test } from 'vitest';
import { parseProcesses, poolPlaces } from './pool-size.ts';

const memoryBytes = 256 * 1024 ** 3;
const cpu = (threads: number) => ({ device: 'cpu', threads });

test('the processor has a process for every two cores, with two threads', () => {
  const places = (cores: number) => poolPlaces({ devices: ['cpu'] }, { cores, memoryBytes });
  expect(places(1)).toEqual([cpu(1)]);
  expect(places(2)).toEqual([cpu(2)]);
  expect(places(5)).toEqual([cpu(2), cpu(2)]);
  expect(places(16)).toHaveLength(8);
});

test('with one number given the other follows from the cores', () => {
  const machine = { cores: 8, memoryBytes };
  expect(poolPlaces({ devices: ['cpu'], processes: 2 }, machine)).toEqual([cpu(4), cpu(4)]);
  expect(poolPlaces({ devices: ['cpu'], processes: 16 }, machine)).toEqual(Array(16).fill(cpu(1)));
  expect(poolPlaces({ devices: ['cpu'], threads: 1 }, machine)).toEqual(Array(8).fill(cpu(1)));
  expect(poolPlaces({ devices: ['cpu'], processes: 3, threads: 2 }, machine)).toEqual(Array(3).fill(cpu(2)));
});

test('where memory is short there are fewer', () => {
  const machine = { cores: 16, memoryBytes: 5 * 1024 ** 3 };
  expect(poolPlaces({ devices: ['cpu'] }, machine)).toHaveLength(2);
  expect(poolPlaces({ devices: ['cpu'], processes: 6 }, machine)).toHaveLength(6);
  expect(poolPlaces({ devices: ['cpu'] }, { cores: 4, memoryBytes: 1 })).toHaveLength(1);
});

test('a GPU has two processes, and every device its first before one has its second', () => {
  const places = poolPlaces({ devices: ['cuda:0', 'cuda:1', 'cpu'] }, { cores: 2, memoryBytes });
  expect(places.map(({ device }) => device)).toEqual(['cuda:0', 'cuda:1', 'cpu', 'cuda:0', 'cuda:1']);
});

test('WORKBENCH_PROCESSES is a whole number', () => {
  expect(parseProcesses(undefined)).toBeUndefined();
  expect(parseProcesses(' ')).toBeUndefined();
  expect(parseProcesses('4')).toBe(4);
  for (const wrong of ['0', '1.5', 'two', '65', '-1'])
    expect(() => parseProcesses(wrong)).toThrow(/WORKBENCH_PROCESSES must be/);
});
