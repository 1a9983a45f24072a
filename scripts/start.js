// npm start: install what is missing, build, migrate, seed the demonstration the first time, serve.
import { buildIfStale } from './build-if-stale.js';
import { installMissing, root, run } from './install-missing.js';

process.env.NODE_ENV = 'production';
process.chdir(root);
installMissing();
await buildIfStale();
run(process.execPath, ['scripts/run.js', 'jobs/prepare.ts'], 'The data folder could not be prepared.');
await import('../server/bin.js');
