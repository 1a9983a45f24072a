// A process of the pool: `startPool` forks it. Where the program runs as it was built (scripts/build-program.js), this
// does as well: the sources take a second of a processor to load.
const built = process.env.WORKBENCH_BUILT;
await import(built ? new URL('models/pool/serve-requests.js', built).href : './serve-requests.ts');

export {};
