// Entry of a thread: TypeScript is read as it is, through tsx, whatever the thread that starts it uses.
const { register } = await import('tsx/esm/api');
register();
const { serveAside } = await import('./serve-aside.ts');
serveAside();
