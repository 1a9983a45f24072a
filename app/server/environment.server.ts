import { z } from 'zod';
import { resolveDataDir } from '#db/location.ts';
import { WorkbenchError } from '#lib/errors.ts';

const schema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'it is a number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'it is a number from 0 to 65535')
    .default(3000),
  WORKBENCH_PAGES: z.enum(['build', 'vite']).default('build'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** The web process's settings, parsed once at its start and handed on; nothing else there reads the environment. */
export interface Environment {
  readonly host: string;
  readonly port: number;
  /** Absolute path of the folder that holds the run-time state. */
  readonly dataDir: string;
  /** Where pages come from: the build, or Vite's development server with hot reloading. */
  readonly pages: 'build' | 'vite';
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
    dataDir: resolveDataDir(variables),
    pages: parsed.data.WORKBENCH_PAGES,
    logLevel: parsed.data.LOG_LEVEL,
  };
}
