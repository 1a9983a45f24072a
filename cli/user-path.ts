import { resolve } from 'node:path';

/**
 * The absolute path of a file as a person named it. `npm run` starts its command in the project's folder; the folder
 * the person stands in is then in `INIT_CWD`.
 */
export function userPath(
  path: string,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const isNpmRun = variables.npm_lifecycle_event === 'workbench';
  return resolve((isNpmRun && variables.INIT_CWD) || process.cwd(), path);
}
