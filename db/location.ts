import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of run-time state: `WORKBENCH_DATA_DIR` (taken from where the program is started, if relative), or
 * `var/` of the project. Absolute.
 */
export function resolveDataDir(variables: Readonly<Record<string, string | undefined>>): string {
  const named = variables.WORKBENCH_DATA_DIR;
  return named ? resolve(named) : fileURLToPath(new URL('../var', import.meta.url));
}

/** The one file that holds the whole state of a data folder. */
export function databasePath(dataDir: string): string {
  return join(dataDir, 'workbench.sqlite');
}

/** Files sent from the browser that wait for their import. */
export function uploadsPath(dataDir: string): string {
  return join(dataDir, 'uploads');
}

/** Files that the researcher puts there for metrics: word vectors, lexicons, training texts. */
export function resourcesPath(dataDir: string): string {
  return join(dataDir, 'resources');
}

/** Reports on studies as they were last made; all of it can be made again. */
export function reportsPath(dataDir: string): string {
  return join(dataDir, 'reports');
}

/** Checkpoints that were trained here; of a training by the workbench in a folder of its id. */
export function trainedPath(dataDir: string): string {
  return join(dataDir, 'trained');
}
