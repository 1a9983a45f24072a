import type { ServerBuild } from '@remix-run/node';
import { expect, test } from 'vitest';
import { routesBelow } from './routes-below.ts';

function buildOf(routes: Readonly<Record<string, { readonly path?: string; readonly parentId?: string }>>) {
  const entries = Object.entries(routes).map(([id, route]) => [id, { id, module: {}, ...route }]);
  return { basename: '/', routes: Object.fromEntries(entries) } as unknown as ServerBuild;
}

test('keeps the routes below an address, with the layouts around them, and nothing else', () => {
  const build = buildOf({
    root: { path: '' },
    annotate: { parentId: 'root' },
    'annotate.rate.save': { parentId: 'annotate', path: 'rate/save' },
    rate: { parentId: 'annotate', path: 'rate' },
    'rate.item': { parentId: 'rate', path: ':study/:number?' },
    research: { parentId: 'root' },
    'research.rated': { parentId: 'research', path: 'rated' },
    'research.studies': { parentId: 'research', path: 'studies/:study/rate' },
  });
  const narrowed = routesBelow(build, 'rate');
  expect(Object.keys(narrowed.routes).sort()).toEqual(
    ['annotate', 'annotate.rate.save', 'rate', 'rate.item', 'root'].sort(),
  );
  expect(narrowed).toMatchObject({ basename: '/' });
  expect(Object.keys(build.routes)).toHaveLength(8);
});
