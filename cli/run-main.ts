import { once } from 'node:events';
import { resolveDataDir } from '#db/location.ts';
import { listenForInterrupts } from './interrupt.ts';
import { main } from './main.ts';

/** The process around `main`: its arguments, environment, streams and signals. */
export async function runMain(): Promise<void> {
  listenForInterrupts((status) => process.exit(status));
  // A reader such as `head` that has seen enough closes the pipe; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  process.exitCode = await main({
    argv: process.argv.slice(2),
    dataDir: resolveDataDir(process.env),
    now: () => new Date().toISOString(),
    stdout: (text) => (process.stdout.write(text) ? undefined : drained()),
    stderr: (text) => void process.stderr.write(text),
  });
}

async function drained(): Promise<void> {
  await once(process.stdout, 'drain');
}
