import type { RecentImport } from '#db/queries/recent-imports.ts';
import { RecentJobs } from './recent-jobs.tsx';

const into: Readonly<Record<string, string>> = {
  'import-dataset': 'dialogues of',
  'import-responses': 'answers in',
  'import-ratings': 'ratings of',
};

export function RecentImports({ imports }: { readonly imports: readonly RecentImport[] }) {
  const jobs = imports.map(({ jobId, type, fileName, target, ...job }) => ({
    ...job,
    id: jobId,
    name: fileName,
    about: `${into[type] ?? 'into'} ${target}`,
  }));
  return <RecentJobs title="Recent imports" jobs={jobs} />;
}
