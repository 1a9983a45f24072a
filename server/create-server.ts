import { randomBytes } from 'node:crypto';
import { createRequestHandler } from '@remix-run/express';
import type { AppLoadContext } from '@remix-run/node';
import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
import type { RequestContext } from '#app/load-context.ts';
import { isSchemaCurrent } from '#db/schema-state.ts';
import { openAiApi } from './api/open-ai-api.ts';
import { conversationPosts } from './conversation-posts.ts';
import { directAction } from './direct-action.ts';
import { drained } from './drained.ts';
import { left } from './left.ts';
import { Metrics } from './metrics/metrics.ts';
import { serveMetrics } from './metrics/serve-metrics.ts';
import type { Pages } from './pages.ts';
import { refuseForeignOrigins } from './refuse-foreign-origins.ts';
import { refuseLargeBodies } from './refuse-large-bodies.ts';
import { routesBelow } from './routes-below.ts';
import { securityHeaders } from './security-headers.ts';

export interface ServerOptions {
  readonly pages: Pages;
  readonly loadContext: Omit<RequestContext, 'clientAddress' | 'isSecure' | 'nonce' | 'drained' | 'left'>;
  /** Whether the processes beside this one are up. */
  readonly isReady: () => boolean;
}

/** The web server without its socket: assets, health, the origin check, then the pages. */
export function createServer({ pages, loadContext, isReady }: ServerOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  // A proxy on this machine may say who asked and that it was asked by HTTPS; nobody else is believed.
  app.set('trust proxy', 'loopback');

  const metrics = new Metrics(loadContext);
  app.use(metrics.count);
  const { build, mode } = pages;
  const getLoadContext = contextsFrom(loadContext);
  const guards = guardsIn(mode);
  // Before all else, since every step past what is not asked for costs.
  if (typeof build !== 'function')
    for (const [path, route] of Object.entries(conversationPosts))
      if (route in build.routes)
        app.post(path, unlessData, guards, directAction({ build, route, getLoadContext }));

  app.get('/metrics', serveMetrics(metrics, loadContext));
  app.get('/healthz', (_request, response) => void response.type('text').send('alive\n'));
  app.get('/readyz', (_request, response) => {
    const ready = isReady() && isSchemaCurrent(loadContext.db);
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ready\n' : 'not ready\n');
  });

  const { db, models, log, shutdown } = loadContext;
  // Before what pages need: it asks for a token and reads no cookie.
  app.use('/v1', openAiApi({ db, models, log, shutdown }));

  app.use(
    compression({
      filter: (request, response) => !isEventStream(response) && compression.filter(request, response),
    }),
  );
  for (const assets of pages.assets) app.use(assets);

  app.use(guards);
  if (typeof build !== 'function') {
    const rating = createRequestHandler({ build: routesBelow(build, 'rate'), mode, getLoadContext });
    app.all('/rate/*', (request, response, next) =>
      rendersNoPage(request) ? rating(request, response, next) : next(),
    );
  }
  app.all('*', createRequestHandler({ build, mode, getLoadContext }));
  return app;
}

function contextsFrom(loadContext: ServerOptions['loadContext']) {
  return (request: express.Request, response: express.Response): AppLoadContext => ({
    ...loadContext,
    clientAddress: request.ip ?? 'unknown',
    isSecure: request.secure,
    nonce: String(response.locals.nonce),
    drained: drained(response),
    left: left(response),
  });
}

/** What every request passes that asks for a page or changes something. */
function guardsIn(mode: Pages['mode']): RequestHandler[] {
  // Vite's development client writes scripts and styles into the page.
  const headers = mode === 'production' ? [securityHeaders] : [];
  return [withNonce, ...headers, refuseForeignOrigins, refuseLargeBodies];
}

const withNonce: RequestHandler = (_request, response, next) => {
  response.locals.nonce = randomBytes(16).toString('base64');
  next();
};

function isEventStream(response: express.Response): boolean {
  return String(response.getHeader('Content-Type') ?? '').startsWith('text/event-stream');
}

/** A route's data has the route's address and an ending, which its last parameter would take in. */
const unlessData: RequestHandler = ({ path }, _response, next) => (isData(path) ? next('route') : next());

function isData(path: string): boolean {
  return path.endsWith('.data');
}

/** Asked for by a page's script: data for a page that is there, or a change, which a form sends in another form. */
function rendersNoPage(request: express.Request): boolean {
  return isData(request.path) || (request.method === 'POST' && request.is('json') !== false);
}
