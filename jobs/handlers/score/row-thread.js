// Entry of a thread.
const { load } = await import('../../../scripts/load.js');
const { serveRows } = await load('jobs/handlers/score/serve-rows.ts');
serveRows();
