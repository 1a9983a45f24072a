import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: [
    './db/schema/datasets.ts',
    './db/schema/imports.ts',
    './db/schema/jobs.ts',
    './db/schema/people.ts',
    './db/schema/studies.ts',
    './db/schema/systems.ts',
  ],
  out: './db/migrations',
  casing: 'snake_case',
});
