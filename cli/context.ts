import type { Db } from '#db/client.ts';

/** What a command is given: where the state lies, the clock, and the three ways to speak. */
export interface CliContext {
  /** The current time, ISO 8601. */
  readonly now: () => string;
  /** Opens the workbench's database, brought up to date; it is closed when the command ends. */
  openDb(): Db;
  readonly dataDir: string;
  /** A line for people on standard output; silent with `--json`. */
  print(text: string): void;
  /** One JSON document on a line of standard output; silent without `--json`. */
  json(value: unknown): void;
  readonly isJson: boolean;
  /** A piece of a long document on standard output, as it is; resolves once the reader has room for more. */
  write(text: string): Promise<void>;
  /** A line on standard error. */
  note(text: string): void;
}
