import { expect, test } from 'vitest';
import { parseEnvironment } from './environment.server.ts';

test('without any variable the server keeps to loopback', () => {
  expect(parseEnvironment({})).toMatchObject({ host: '127.0.0.1', port: 3000 });
});

test('a port that cannot be used is named', () => {
  expect(() => parseEnvironment({ PORT: 'many' })).toThrow(/PORT/);
  expect(() => parseEnvironment({ PORT: '70000' })).toThrow(/PORT/);
});
