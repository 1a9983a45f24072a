import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Where a Redis server is to be found; undefined where there is none, and tests that need it are skipped. */
export const redisServer = ['redis-server', 'valkey-server'].find((name) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

export interface TestRedis {
  readonly url: string;
  /** As a power cut would: what it held is gone. */
  kill(): Promise<void>;
  /** Empty, at the same address. */
  restart(): Promise<void>;
}

/** A Redis server of its own that keeps nothing on disk. `kill` it in the end. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let server = await start(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    },
    restart: async () => {
      server = await start(port);
    },
  };
}

async function start(port: number): Promise<ChildProcess> {
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn(redisServer ?? 'redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const chunk of server.stdout ?? []) if (String(chunk).includes('Ready to accept')) break;
  server.stdout?.resume();
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
