import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shippedSystems } from '../../generators/shipped-systems.ts';
import type { ModelDefinition } from '../../generators/system-definition.ts';
import { isModelDefinition } from '../../generators/system-definition.ts';
import { missingFiles } from './missing-files.ts';
import type { HostRequest } from './redis-messages.ts';

const warm = (system: ModelDefinition): HostRequest => ({ kind: 'warm', system });

test('systems that come with the program are read from what is here', () => {
  const systems = shippedSystems().filter(isModelDefinition);
  expect(systems.length).toBeGreaterThan(2);
  for (const system of systems) expect(missingFiles(warm(system), existsSync)).toBeUndefined();
});

test('whatever a system is read from is looked for, and the first that is not there is named', () => {
  const places = { checkpoint: '/a', exemplars: '/b.jsonl', retriever: '/c', emotionFrom: '/d' } as const;
  const system: ModelDefinition = { name: 'guided', generator: 'lempex', ...places };
  const here: string[] = [];
  for (const place of Object.values(places)) {
    expect(missingFiles(warm(system), (path) => here.includes(path))).toEqual({
      who: 'The system guided',
      path: place,
    });
    here.push(place);
  }
  expect(missingFiles(warm(system), (path) => here.includes(path))).toBeUndefined();
  const none = { ...system, exemplars: 'none', retriever: 'bm25' } as const;
  expect(missingFiles(warm(none), (path) => ['/a', '/d'].includes(path))).toBeUndefined();
});
