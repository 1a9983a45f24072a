import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';

const runner = fileURLToPath(new URL('../scripts/run.js', import.meta.url));
const firstPause = 500;
const longestPause = 30_000;

export interface SupervisedWorker {
  isUp(): boolean;
  stop(): Promise<void>;
}

/** Keeps one worker process running; one that dies is started again after a pause that doubles up to 30 s. */
export function superviseWorker({ dataDir, log }: { dataDir: string; log: Logger }): SupervisedWorker {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pause = firstPause;
  let stopping = false;

  const start = () => {
    const startedAt = Date.now();
    child = fork(runner, ['jobs/worker.ts'], {
      execArgv: [],
      env: { ...process.env, WORKBENCH_DATA_DIR: dataDir },
    });
    child.once('exit', (code, signal) => {
      child = undefined;
      if (stopping) return;
      log.warn({ code, signal }, 'the worker ended; starting it again');
      pause = Date.now() - startedAt > 60_000 ? firstPause : Math.min(pause * 2, longestPause);
      timer = setTimeout(start, pause);
    });
  };
  start();

  return {
    isUp: () => child?.connected === true,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      const running = child;
      if (!running) return;
      const exited = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGTERM');
      const lastResort = setTimeout(() => running.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(lastResort);
    },
  };
}
