import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { onTestFinished } from 'vitest';
import type { Db } from '#db/client.ts';
import type { CliContext } from './context.ts';
import { main } from './main.ts';

export interface CliRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A data folder for one test; removed when the test ends. */
export function temporaryDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command in this process, with the clock and streams of the test. */
export async function runCli(dataDir: string, ...argv: readonly string[]): Promise<CliRun> {
  const written = { stdout: '', stderr: '' };
  const status = await main({
    argv,
    dataDir,
    now: () => new Date().toISOString(),
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
  });
  return { status, ...written };
}

export interface Spoken {
  /** Standard output, of one kind: words, or with `--json` documents. */
  readonly out: string;
  readonly err: string;
  /** Every document, with or without `--json`. */
  readonly documents: readonly unknown[];
}

export interface CommandWorld {
  /** Left out of a command that needs none. */
  readonly db?: Db;
  readonly now: string;
}

/** Runs one command as it is registered, without the rest of the command line. */
export async function spokenBy(
  register: (program: Command, cli: CliContext) => void,
  { db, now }: CommandWorld,
  words: readonly string[],
): Promise<Spoken> {
  const said = { out: '', err: '', documents: [] as unknown[] };
  const isJson = words.includes('--json');
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  register(program, {
    now: () => now,
    openDb: () => {
      if (db) return db;
      throw new Error('this command needs no database');
    },
    dataDir: '/nowhere',
    print: (text) => {
      if (!isJson) said.out += `${text}\n`;
    },
    json: (value) => {
      const document = JSON.stringify(value);
      said.documents.push(JSON.parse(document));
      if (isJson) said.out += `${document}\n`;
    },
    isJson,
    write: async (text) => {
      said.out += text;
    },
    note: (text) => {
      said.err += `${text}\n`;
    },
  });
  await program.parseAsync(
    words.filter((word) => word !== '--json'),
    { from: 'user' },
  );
  return said;
}
