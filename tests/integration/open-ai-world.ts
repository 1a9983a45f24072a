import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { type ApiTokenRequest, type MadeApiToken, makeApiToken, usualLimits } from '#jobs/make-api-token.ts';
import { createModelClient, type ModelClient } from '#models/client.ts';
import { tinyCaire, tinyT5 } from '#models/generators/testing.ts';
import { createServer } from '../../server/create-server.ts';
import { requestContext } from '../request-context.ts';

export const now = '2026-01-02T03:04:05.000Z';
export const sad = [{ role: 'user' as const, content: 'My dog is sad.' }];
export const asked = { model: 'tiny-caire', messages: sad, seed: 5, max_tokens: 12 };

/** A server of the API with systems of few parameters; no process runs a model before one is asked. */
export interface OpenAiWorld {
  readonly folder: string;
  readonly db: Db;
  readonly models: ModelClient;
  /** Of the API, with its version. */
  readonly address: string;
  readonly shutdown: AbortSignal;
  readonly token: (changes?: Partial<ApiTokenRequest>) => MadeApiToken;
  /** The published client, with a token that works unless another is given. */
  readonly client: (apiKey?: string, baseURL?: string) => OpenAI;
}

/** The world of a file of tests: there before the first of them, gone after the last. */
export function openAiWorld(): OpenAiWorld {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-api-'));
  const shutdown = new AbortController();
  const db = openDatabase(join(folder, 'workbench.sqlite'));
  const models = createModelClient({
    cacheDir: join(folder, 'compiled'),
    processes: 1,
    identifiers: null,
  });
  const world = { folder, db, models, shutdown: shutdown.signal, address: '', token, client };
  let server: Server;

  function token(changes: Partial<ApiTokenRequest> = {}): MadeApiToken {
    return makeApiToken(db, {
      ...{ name: 'test', ...usualLimits, requestsPerMinute: 1000, createdBy: null, expiresAt: null, now },
      ...changes,
    });
  }

  function client(apiKey = token().secret, baseURL = world.address): OpenAI {
    return new OpenAI({ apiKey, baseURL, maxRetries: 0 });
  }

  beforeAll(async () => {
    migrateDatabase(db);
    for (const definition of systemsIn(folder))
      addGenerator(db, { name: definition.name, description: '', definition, now });
    const pages = {
      mode: 'production' as const,
      assets: [],
      build: () => Promise.reject(new Error('no pages')),
    };
    const loadContext = requestContext(db, { models, shutdown: shutdown.signal });
    ({ server, address: world.address } = await served(
      createServer({ pages, isReady: () => true, loadContext }),
    ));
  });

  afterAll(async () => {
    shutdown.abort();
    server.closeAllConnections();
    server.close();
    await models.close();
    db.driver.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return world;
}

function systemsIn(folder: string) {
  return [
    tinyCaire(folder),
    tinyT5(folder, { settings: { doSample: false, minNewTokens: 5 } }),
    tinyT5(folder, { name: 'beams', settings: { numBeams: 3 } }),
    tinyCaire(folder, { name: 'broken', checkpoint: join(folder, 'nowhere') }),
    { name: 'random', generator: 'random' as const },
  ];
}

/** A server of the application at a port of its own, and the address of its API. */
export async function served(app: RequestListener): Promise<{ server: Server; address: string }> {
  const server = createHttpServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}

/** What the client throws where the API refuses. */
export async function thrownBy(work: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof OpenAI.APIError) return error;
  throw new Error(`it was not refused as the API refuses: ${error}`);
}

/** That a model cannot be run is told as such, and nothing of where it lies. */
export async function expectUnavailable(api: OpenAI, model: string): Promise<void> {
  for (const stream of [false, true]) {
    const error = await thrownBy(api.chat.completions.create({ ...asked, model, stream }));
    expect(error).toMatchObject({ status: 503, code: 'unavailable', param: 'model' });
    expect(error.message).not.toContain(tmpdir());
  }
}
