import { randomBytes } from 'node:crypto';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import compression from 'compression';
import express, { type Express } from 'express';
import type { RequestContext } from '#app/load-context.ts';
import { isSchemaCurrent } from '#db/schema-state.ts';
import { refuseForeignOrigins } from './refuse-foreign-origins.ts';
import { securityHeaders } from './security-headers.ts';

export interface ServerOptions {
  readonly build: ServerBuild;
  readonly loadContext: Omit<RequestContext, 'clientAddress' | 'nonce'>;
  /** Whether the processes beside this one are up. */
  readonly isReady: () => boolean;
}

/** The web server without its socket: assets, health, the origin check, then the pages. */
export function createServer({ build, loadContext, isReady }: ServerOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);

  app.get('/healthz', (_request, response) => void response.type('text').send('alive\n'));
  app.get('/readyz', (_request, response) => {
    const ready = isReady() && isSchemaCurrent(loadContext.db);
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ready\n' : 'not ready\n');
  });

  app.use(
    compression({
      filter: (request, response) => !isEventStream(response) && compression.filter(request, response),
    }),
  );
  app.use('/assets', express.static('build/client/assets', { immutable: true, maxAge: '1y', index: false }));
  app.use(express.static('build/client', { maxAge: '1h', index: false }));

  app.use((_request, response, next) => {
    response.locals.nonce = randomBytes(16).toString('base64');
    next();
  });
  app.use(securityHeaders);
  app.use(refuseForeignOrigins);
  app.all(
    '*',
    createRequestHandler({
      build,
      mode: 'production',
      getLoadContext: (request, response) => ({
        ...loadContext,
        clientAddress: request.socket.remoteAddress ?? 'unknown',
        nonce: String(response.locals.nonce),
      }),
    }),
  );
  return app;
}

function isEventStream(response: express.Response): boolean {
  return String(response.getHeader('Content-Type') ?? '').startsWith('text/event-stream');
}
