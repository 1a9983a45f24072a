import { resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';

const schema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  WORKBENCH_DATA_DIR: z.string().min(1).default('var'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** The web process's settings, parsed once at its start and handed on; nothing else there reads the environment. */
export interface Environment {
  readonly host: string;
  readonly port: number;
  /** Absolute path of the folder that holds the run-time state. */
  readonly dataDir: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** @throws WorkbenchError naming the variable whose value cannot be used */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = schema.safeParse(variables);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new WorkbenchError(
      'bad-input',
      `The environment variable ${issue?.path.join('.')} cannot be used: ${issue?.message}.`,
    );
  }
  return {
    host: parsed.data.HOST,
    port: parsed.data.PORT,
    dataDir: resolve(parsed.data.WORKBENCH_DATA_DIR),
    logLevel: parsed.data.LOG_LEVEL,
  };
}
