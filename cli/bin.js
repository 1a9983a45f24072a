#!/usr/bin/env node
// Entry of the command line: TypeScript is read as it is, through tsx.
try {
  const { register } = await import('tsx/esm/api');
  register();
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write('The packages are not installed yet. Run `npm start` or `npm ci` once.\n');
  process.exit(2);
}
const { runMain } = await import('./run-main.ts');
await runMain();
