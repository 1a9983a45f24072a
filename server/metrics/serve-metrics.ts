import type { Request, RequestHandler } from 'express';
import type { RequestContext } from '#app/load-context.ts';
import { secretHash } from '#app/server/secrets.server.ts';
import { optionalUser } from '#app/server/session.server.ts';
import { findApiToken } from '#db/queries/api-tokens.ts';
import type { Metrics } from './metrics.ts';

type Context = Pick<RequestContext, 'db' | 'cookieSecret'>;

/**
 * `GET /metrics`: open to this machine, where Prometheus mostly runs; from elsewhere for a token of the API, or for a
 * researcher who is signed in. It tells of load and of no person.
 */
export function serveMetrics(metrics: Metrics, context: Context): RequestHandler {
  return (request, response, next) => {
    answer().catch(next);
    async function answer(): Promise<void> {
      response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
      if (isLocal(request) || hasToken(request, context) || (await isResearcher(request, context))) {
        const { type, body } = await metrics.text();
        response.set('Content-Type', type).send(body);
        return;
      }
      response
        .status(401)
        .set('WWW-Authenticate', 'Bearer')
        .type('text')
        .send(
          'Ask from this machine, with a token of the API (Authorization: Bearer …), or signed in as a researcher.\n',
        );
    }
  };
}

/** Of the client itself: a proxy on this machine says for whom it asks. */
function isLocal({ ip = '' }: Request): boolean {
  return ip === '::1' || /^(::ffff:)?127\./.test(ip);
}

function hasToken({ headers }: Request, { db }: Context): boolean {
  const [, secret] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (secret === undefined) return false;
  return findApiToken(db, { secretHash: secretHash(secret), now: new Date().toISOString() }) !== undefined;
}

async function isResearcher(request: Request, context: Context): Promise<boolean> {
  const { cookie } = request.headers;
  if (cookie === undefined) return false;
  const visit = new globalThis.Request('http://workbench/metrics', { headers: { Cookie: cookie } });
  const user = await optionalUser({ request: visit, context: { ...context, isSecure: request.secure } });
  return user?.role === 'researcher';
}
