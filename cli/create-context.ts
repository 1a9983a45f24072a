import type { Db } from '#db/client.ts';
import type { CliContext } from './context.ts';

export interface ContextOptions {
  readonly dataDir: string;
  readonly now: () => string;
  /** Resolves, where it is a promise, once the reader has room for more. */
  readonly stdout: (text: string) => void | Promise<void>;
  readonly stderr: (text: string) => void;
}

export interface OwnedContext {
  readonly cli: CliContext;
  /** What is known only once the words are read and a command is about to run. */
  prepare(command: { readonly isJson: boolean; readonly open: (dataDir: string, now: string) => Db }): void;
  /** Closes what the command opened. */
  close(): void;
}

export function createContext(options: ContextOptions): OwnedContext {
  let db: Db | undefined;
  let isJson = false;
  let open: ((dataDir: string, now: string) => Db) | undefined;
  const cli: CliContext = {
    now: options.now,
    dataDir: options.dataDir,
    openDb: () => {
      if (!open) throw new Error('the database was asked for before the command was known');
      db ??= open(options.dataDir, options.now());
      return db;
    },
    print: (text) => {
      if (!isJson) void options.stdout(`${text}\n`);
    },
    json: (value) => {
      if (isJson) void options.stdout(`${JSON.stringify(value)}\n`);
    },
    get isJson() {
      return isJson;
    },
    write: async (text) => options.stdout(text),
    note: (text) => options.stderr(`${text}\n`),
  };
  return {
    cli,
    prepare: (command) => {
      isJson = command.isJson;
      open = command.open;
    },
    close: () => {
      db?.driver.close();
      db = undefined;
    },
  };
}
