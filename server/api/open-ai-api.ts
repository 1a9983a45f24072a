import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { Logger } from 'pino';
import { secretHash } from '#app/server/secrets.server.ts';
import type { Db } from '#db/client.ts';
import { type ApiToken, findApiToken } from '#db/queries/api-tokens.ts';
import { randomToken } from '#lib/ids.ts';
import type { ModelClient } from '#models/client.ts';
import { ApiError, asApiError } from './api-error.ts';
import { ApiLimits } from './api-limits.ts';
import { complete } from './complete.ts';
import { readChat, readText } from './read-parameters.ts';
import { listServedModels, servedModel } from './served-systems.ts';

export interface OpenAiApiOptions {
  readonly db: Db;
  readonly models: ModelClient;
  readonly log: Logger;
  /** Aborted when the server ends. */
  readonly shutdown: AbortSignal;
  /** Milliseconds after which a client that takes nothing of a stream is hung up on; 60,000. */
  readonly stallMs?: number;
}

/** Bytes of a request: a thousand long turns. */
const longestBody = 2_000_000;

/**
 * The workbench's own systems in the form of the OpenAI API (docs/guides/api.md). Whoever asks shows a token; cookies
 * count for nothing here, so that no page of another site can ask in somebody's name, and no other origin may read.
 */
export function openAiApi(options: OpenAiApiOptions): Router {
  const { db, log, models, shutdown } = options;
  // The other half of what the models work on is left to people who talk and rate here, and to other tokens.
  const mostAtOnce = () => Math.max(1, Math.floor(models.capacity / 2));
  const limits = new ApiLimits({ db, log, mostAtOnce });
  shutdown.addEventListener('abort', () => limits.write(), { once: true });
  const serve = { ...options, stallMs: options.stallMs ?? 60_000, limits, mostAtOnce };
  const router = Router({ caseSensitive: true, strict: false });
  router.use((request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': `req_${randomToken(20)}`,
    });
    response.locals.token = authorised(db, request);
    next();
  });
  router.get('/models', (_request, response) => {
    response.json({ object: 'list', data: listServedModels(db) });
  });
  router.get('/models/:id', (request, response) => {
    response.json(servedModel(db, request.params.id ?? ''));
  });
  const admit = (_request: Request, response: Response, next: NextFunction) => {
    response.set(limits.admit(response.locals.token as ApiToken));
    next();
  };
  const body = express.json({ limit: longestBody, strict: false, type: () => true });
  router.post('/chat/completions', admit, body, (request, response, next) => {
    complete(serve, { kind: 'chat', asked: readChat(request.body), response }).catch(next);
  });
  router.post('/completions', admit, body, (request, response, next) => {
    complete(serve, { kind: 'text', asked: readText(request.body), response }).catch(next);
  });
  router.use(({ method, originalUrl }) => {
    const path = originalUrl.split('?')[0];
    throw new ApiError({ status: 404, message: `Invalid URL (${method} ${path})`, code: 'unknown_url' });
  });
  // biome-ignore lint/complexity/useMaxParams: Express knows handlers of errors by their four parameters.
  router.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const refused = asApiError(error);
    if (refused.status >= 500 && refused.status !== 503)
      log.error({ err: error, request: response.getHeader('X-Request-Id') }, 'a request to the API failed');
    else if (refused.cause !== undefined)
      log.warn({ err: refused.cause }, 'a model of the API cannot be run');
    if (response.destroyed) return;
    response.status(refused.status).set(refused.headers).json(refused.body);
  });
  return router;
}

/** @throws ApiError 401 */
function authorised(db: Db, { headers }: Request): ApiToken {
  const [, secret] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (secret === undefined)
    throw unauthorised(
      'You did not provide an API key. Give one as a bearer token: Authorization: Bearer YOUR_KEY. Researchers make them under API tokens.',
      null,
    );
  const token = findApiToken(db, { secretHash: secretHash(secret), now: new Date().toISOString() });
  if (!token)
    throw unauthorised(
      'Incorrect API key provided: there is no such token, or it works no more.',
      'invalid_api_key',
    );
  return token;
}

function unauthorised(message: string, code: string | null): ApiError {
  return new ApiError({ status: 401, message, code, headers: { 'WWW-Authenticate': 'Bearer' } });
}
