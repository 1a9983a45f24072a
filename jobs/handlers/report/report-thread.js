// Entry of a thread.
const { load } = await import('../../../scripts/load.js');
const { serveReport } = await load('jobs/handlers/report/serve-report.ts');
serveReport();
