import { expect, test } from 'vitest';
import { userPath } from './user-path.ts';

test('a path is taken from where the person stands, also through npm run', () => {
  expect(userPath('a.csv', {})).toBe(`${process.cwd()}/a.csv`);
  expect(userPath('a.csv', { npm_lifecycle_event: 'workbench', INIT_CWD: '/home/x' })).toBe('/home/x/a.csv');
  // Another script's npm run says nothing of where this program's person stands.
  expect(userPath('a.csv', { npm_lifecycle_event: 'test', INIT_CWD: '/home/x' })).toBe(
    `${process.cwd()}/a.csv`,
  );
  expect(userPath('/b.csv', { npm_lifecycle_event: 'workbench', INIT_CWD: '/home/x' })).toBe('/b.csv');
});
