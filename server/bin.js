// Entry of the web process.
import { load } from '../scripts/load.js';

await load('server/main.ts');
