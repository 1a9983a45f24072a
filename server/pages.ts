import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import express, { type RequestHandler } from 'express';
import { WorkbenchError } from '#lib/errors.ts';

/** Where the pages come from, and who serves their assets. */
export interface Pages {
  readonly build: ServerBuild | (() => Promise<ServerBuild>);
  readonly mode: 'production' | 'development';
  readonly assets: readonly RequestHandler[];
}

/** With all that it loads in a few files, where this process runs so as well (scripts/build-program.js). */
const root = process.env.WORKBENCH_BUILT || new URL('..', import.meta.url);
const serverBuild = new URL('build/pages/server/index.js', root);
const clientBuild = fileURLToPath(new URL('build/pages/client', root));

/** @throws WorkbenchError `unavailable` where nothing has been built yet */
export async function builtPages(): Promise<Pages> {
  if (!existsSync(serverBuild))
    throw new WorkbenchError('unavailable', 'The web pages are not built yet: start with `npm start`.');
  return {
    build: (await import(serverBuild.href)) as ServerBuild,
    mode: 'production',
    assets: [
      // The names of the built assets hold a hash of their content: they never change.
      express.static(clientBuild, {
        index: false,
        setHeaders: (response, path) => {
          const lasting = path.startsWith(`${clientBuild}/assets/`);
          response.setHeader(
            'Cache-Control',
            lasting ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
          );
        },
      }),
    ],
  };
}

/** Pages straight from their sources through Vite, with hot reloading. */
export async function developmentPages(): Promise<Pages> {
  const { createServer } = await import('vite');
  const vite = await createServer({ server: { middlewareMode: true } });
  return {
    build: () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>,
    mode: 'development',
    assets: [vite.middlewares],
  };
}
