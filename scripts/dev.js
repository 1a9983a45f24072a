// npm run dev: the pages with hot reloading, on the same database as `npm start`.
import { installMissing, root, run } from './install-missing.js';

process.chdir(root);
installMissing();
run(process.execPath, ['scripts/run.js', 'jobs/prepare.ts'], 'The data folder could not be prepared.');
process.env.WORKBENCH_PAGES = 'vite';
await import('../server/bin.js');
