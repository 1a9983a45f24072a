import { expect, test } from 'vitest';
import { returnAddress } from './return-address.server.ts';

test.each([
  ['/studies?page=2', '/studies?page=2'],
  ['/', '/'],
  [null, '/'],
  ['', '/'],
  ['https://elsewhere.example/', '/'],
  ['//elsewhere.example/', '/'],
  ['/\\elsewhere.example', '/'],
  ['javascript:alert(1)', '/'],
])('%s leads to %s', (asked, expected) => {
  expect(returnAddress(asked)).toBe(expected);
});
