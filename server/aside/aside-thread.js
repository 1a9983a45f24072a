// Entry of a thread.
const { load } = await import('../../scripts/load.js');
const { serveAside } = await load('server/aside/serve-aside.ts');
serveAside();
