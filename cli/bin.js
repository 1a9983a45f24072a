#!/usr/bin/env node
// Entry of the command line.
let load;
try {
  ({ load } = await import('../scripts/load.js'));
  if (!process.env.WORKBENCH_BUILT) import.meta.resolve('tsx/esm/api');
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write('The packages are not installed yet. Run `npm start` or `npm ci` once.\n');
  process.exit(2);
}
const { runMain } = await load('cli/run-main.ts');
await runMain();
