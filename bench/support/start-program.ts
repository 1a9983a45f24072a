import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const startLimit = 120_000;

export interface Program {
  readonly address: string;
  /** The one-time sign-in link; undefined where a researcher has a password already. */
  readonly signInLink: string | undefined;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** What it wrote to standard error so far. */
  log(): string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ProgramOptions {
  readonly dataDir: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Further environment variables. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts the program as `npm start` does, and waits until it says that it is ready. */
export async function startProgram({ dataDir, port = 0, variables = {} }: ProgramOptions): Promise<Program> {
  const child = spawn(process.execPath, ['--max-old-space-size=512', 'scripts/start.js'], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      WORKBENCH_DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk;
  });
  const address = await new Promise<string>((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`not ready in time\n${output}${log}`));
    }, startLimit);
    child.once('exit', (code) => reject(new Error(`ended with status ${code}\n${output}${log}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
      const ready = /ready:\s+(http\S+)\s/.exec(output);
      if (!ready?.[1] || !output.endsWith('\n\n')) return;
      clearTimeout(limit);
      resolve(ready[1]);
    });
  });
  return {
    address,
    signInLink: /http\S+\/sign-in\/\S+/.exec(output)?.[0],
    dataDir,
    process: child,
    log: () => log,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    },
  };
}
