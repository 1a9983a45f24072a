import { Link } from '@remix-run/react';
import type { RecentScoring } from '#db/queries/recent-scorings.ts';
import { JobStatusBadge } from '../import/job-status.tsx';
import { LocalTime } from '../import/local-time.tsx';
import { scoringInWords, scoringPath, scoringTitle } from './scoring-in-words.ts';

/** Scoring in the background, newest first, each with the way to its numbers. */
export function RecentScorings({ scorings }: { readonly scorings: readonly RecentScoring[] }) {
  if (scorings.length === 0) return null;
  return (
    <section aria-labelledby="recent-scorings">
      <h2 id="recent-scorings" className="mb-2 font-serif text-lg font-semibold">
        Recent scoring
      </h2>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
        {scorings.map((scoring) => (
          <li
            key={scoring.jobId}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm [overflow-wrap:anywhere]"
          >
            <Link
              to={`/jobs/${scoring.jobId}`}
              className="font-medium text-accent underline-offset-4 hover:underline"
            >
              {scoringTitle(scoring)}
            </Link>
            <span className="text-ink-soft">{scoringInWords(scoring)}</span>
            <Link
              to={scoringPath(scoring)}
              aria-label={`To the numbers of: ${scoringTitle(scoring)}`}
              className="text-ink-soft underline underline-offset-4 hover:text-ink"
            >
              To the numbers
            </Link>
            <span className="ml-auto flex items-center gap-3 text-ink-faint">
              <LocalTime at={scoring.createdAt} />
              <JobStatusBadge status={scoring.status} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
