// A process of the program: `node scripts/run.js ENTRY …`, the entry named from the root. It finds its arguments as
// though it had been started itself.
import { load } from './load.js';

const [entry] = process.argv.splice(2, 1);
await load(entry);
