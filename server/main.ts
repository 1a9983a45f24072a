import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pino from 'pino';
import { parseEnvironment } from '#app/server/environment.server.ts';
import { newSecret } from '#app/server/secrets.server.ts';
import { migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { settingOrInitial } from '#db/queries/settings.ts';
import { acquireDataDirLock } from '#jobs/data-dir-lock.ts';
import { remotePorts } from '#jobs/remote-ports.ts';
import { isWorkbenchError, WorkbenchError } from '#lib/errors.ts';
import { connectModelClient, parseDevices, parseProcesses, parseRedisUrl } from '#models/client.ts';
import { asideInThread } from './aside/aside-in-thread.ts';
import { createServer } from './create-server.ts';
import { firstSignInLink } from './first-sign-in-link.ts';
import { builtPages, developmentPages } from './pages.ts';
import { superviseWorker } from './supervise-worker.ts';

/** Milliseconds that a researcher waits for a reply; a large model's loading is part of it. */
const replyLimit = 300_000;

async function main(): Promise<void> {
  const environment = parseEnvironment(process.env);
  const log = pino({ level: environment.logLevel, base: null }, pino.destination({ dest: 2, sync: false }));
  const pages = environment.pages === 'vite' ? await developmentPages() : await builtPages();
  const lock = acquireDataDirLock(environment.dataDir);
  // The worker moves the log into the database; here a commit would make everybody wait for it. 20,000 pages are 80 MB,
  // which it only comes to where no worker runs.
  const db = openDatabase(databasePath(environment.dataDir), { checkpointPages: 20_000 });
  migrateDatabase(db);
  const models = await connectModelClient({
    redisUrl: parseRedisUrl(process.env.REDIS_URL),
    onTrouble: (error) => log.warn({ err: error }, 'Trouble with Redis; trying again'),
    cacheDir: join(environment.dataDir, 'compiled'),
    devices: parseDevices(process.env.WORKBENCH_DEVICES),
    processes: parseProcesses(process.env.WORKBENCH_PROCESSES),
    timeLimitMs: replyLimit,
    remote: remotePorts(db, process.env),
  });
  const shutdown = new AbortController();
  // Every open stream listens to it, until it ends.
  setMaxListeners(0, shutdown.signal);
  const worker = superviseWorker({ dataDir: environment.dataDir, log });
  const app = createServer({
    pages,
    isReady: () => worker.isUp(),
    loadContext: {
      db,
      environment,
      log,
      models,
      aside: asideInThread(databasePath(environment.dataDir)),
      cookieSecret: settingOrInitial(db, 'cookie_secret', newSecret),
      shutdown: shutdown.signal,
    },
  });

  const server = app.listen(environment.port, environment.host);
  // Who reads a reply and writes the next message takes longer than Node's 5 s; and a proxy must be the first to hang up.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error) => reject(listenFailure(error, environment)));
  });
  announce(`http://${addressForPeople(environment.host)}:${(server.address() as AddressInfo).port}`);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    shutdown.abort();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 3_000).unref();
    await Promise.all([closed, worker.stop(), models.close()]);
    db.driver.close();
    lock.release();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  function announce(address: string): void {
    const link = firstSignInLink(db, { address, now: new Date() });
    const lines = ['', `  The workbench is ready:  ${address}`];
    if (link)
      lines.push('', '  Sign in as the researcher (this link works once, within a day):', `  ${link}`);
    process.stdout.write(`${lines.join('\n')}\n\n`);
  }
}

function addressForPeople(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function listenFailure(error: NodeJS.ErrnoException, address: { host: string; port: number }): Error {
  if (error.code === 'EADDRINUSE')
    return new WorkbenchError(
      'unavailable',
      `Port ${address.port} on ${address.host} is taken by another program. Choose another with PORT=3001 npm start.`,
    );
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL')
    return new WorkbenchError(
      'unavailable',
      `Cannot listen on ${address.host}:${address.port} (${error.code}).`,
    );
  return error;
}

main().catch((error: unknown) => {
  if (isWorkbenchError(error)) {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
