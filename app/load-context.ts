import type { Logger } from 'pino';
import type { Db } from '#db/client.ts';
import type { ModelClient } from '#models/client.ts';
import type { Aside } from './server/aside-tasks.server.ts';
import type { Environment } from './server/environment.server.ts';

/** What the server hands to every loader and action (server/main.ts). */
export interface RequestContext {
  readonly db: Db;
  readonly environment: Environment;
  readonly log: Logger;
  /** The models, in processes of their own that are started when a system is first asked. */
  readonly models: ModelClient;
  /** Does what takes long beside the web process. */
  readonly aside: Aside;
  /** Signs the session cookie. */
  readonly cookieSecret: string;
  /** The peer's address, for limiting sign-in attempts. */
  readonly clientAddress: string;
  /** Whether the browser asked by HTTPS. */
  readonly isSecure: boolean;
  /** This response's Content-Security-Policy nonce. */
  readonly nonce: string;
  /** Resolves when the client has taken what was sent of this response so far: a long body is made no faster. */
  readonly drained: () => Promise<void>;
  /** Aborted when the client leaves before the response is finished. */
  readonly left: AbortSignal;
  /** Aborted when the server shuts down, so that open streams end. */
  readonly shutdown: AbortSignal;
}

declare module '@remix-run/node' {
  interface AppLoadContext extends RequestContext {}
}
