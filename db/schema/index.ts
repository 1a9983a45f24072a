export * from './datasets.ts';
export * from './imports.ts';
export * from './jobs.ts';
export * from './people.ts';
export * from './score-summaries.ts';
export * from './studies.ts';
export * from './systems.ts';
export * from './users.ts';
