import { Link } from '@remix-run/react';
import type { RecentImport } from '#db/queries/recent-imports.ts';
import { JobStatusBadge } from './job-status.tsx';
import { LocalTime } from './local-time.tsx';

const into: Readonly<Record<string, string>> = {
  'import-dataset': 'dialogues of',
  'import-responses': 'answers in',
  'import-ratings': 'ratings of',
};

export function RecentImports({ imports }: { readonly imports: readonly RecentImport[] }) {
  if (imports.length === 0) return null;
  return (
    <section aria-labelledby="recent-imports">
      <h2 id="recent-imports" className="mb-2 font-serif text-lg font-semibold">
        Recent imports
      </h2>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
        {imports.map(({ jobId, type, fileName, target, status, createdAt }) => (
          <li key={jobId} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
            <Link
              to={`/jobs/${jobId}`}
              className="font-medium text-accent underline-offset-4 hover:underline [overflow-wrap:anywhere]"
            >
              {fileName}
            </Link>
            <span className="text-ink-soft [overflow-wrap:anywhere]">
              {into[type] ?? 'into'} {target}
            </span>
            <span className="ml-auto flex items-center gap-3 text-ink-faint">
              <LocalTime at={createdAt} />
              <JobStatusBadge status={status} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
