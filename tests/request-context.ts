import type { AppLoadContext } from '@remix-run/node';
import pino from 'pino';
import type { RequestContext } from '#app/load-context.ts';
import { type Aside, asideTasks } from '#app/server/aside-tasks.server.ts';
import type { Db } from '#db/client.ts';
import { createModelClient } from '#models/client.ts';

/** What the server would hand to a loader or action, over the database of a test. */
export function requestContext(db: Db, changes: Partial<RequestContext> = {}): AppLoadContext {
  return {
    db,
    environment: { host: '127.0.0.1', port: 0, dataDir: '/nowhere', pages: 'build', logLevel: 'silent' },
    log: pino({ level: 'silent' }),
    // Without a process: a test that has systems answer brings its own, and closes it.
    models: createModelClient({ cacheDir: '/nowhere' }),
    // In this thread.
    aside: (async (name, asked) =>
      (asideTasks[name] as (db: Db, asked: unknown) => unknown)(db, asked)) as Aside,
    cookieSecret: 'a secret of this test',
    clientAddress: '127.0.0.1',
    isSecure: false,
    nonce: 'nonce',
    drained: async () => {},
    left: new AbortController().signal,
    shutdown: new AbortController().signal,
    ...changes,
  };
}
