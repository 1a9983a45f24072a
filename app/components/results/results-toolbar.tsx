import { Link } from '@remix-run/react';
import type { RatingsIncluded, StudyResults } from '#annotations/study-results.ts';
import { counted } from '#app/components/study/plural.ts';
import { useHydrated } from '#app/components/study/use-hydrated.ts';
import { Button, LinkButton } from '#app/components/ui/button.tsx';
import { humanStudyPath } from '../scores/human-address.ts';
import type { ResultsPage } from './results-view.tsx';

const choices: readonly { readonly include: RatingsIncluded; readonly label: string }[] = [
  { include: 'submitted', label: 'Submitted only' },
  { include: 'all', label: 'All ratings' },
];

/** What stands behind the numbers, which ratings count, and the ways to take the numbers along. */
export function ResultsToolbar({
  study,
  results,
}: {
  readonly study: Pick<ResultsPage['study'], 'id' | 'kind' | 'dataset'>;
  readonly results: StudyResults;
}) {
  const hydrated = useHydrated();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <p className="text-ink-soft tabular-nums">
        <strong className="font-semibold text-ink">{counted(results.ratings, 'rating')}</strong> of{' '}
        {counted(results.items, 'item')} by {counted(results.raters, 'rater')}
      </p>
      <div className="no-print flex flex-wrap items-center gap-2">
        {/* Metrics are set against submitted ratings alone. */}
        {results.include === 'submitted' ? (
          <LinkButton to={humanStudyPath(study.dataset, study.id)}>Metrics against these ratings</LinkButton>
        ) : null}
        {study.kind === 'live' ? <Included chosen={results.include} /> : null}
        {hydrated ? (
          <Button look="secondary" onClick={() => window.print()}>
            Print
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function Included({ chosen }: { readonly chosen: RatingsIncluded }) {
  return (
    <nav aria-label="Which ratings count" className="flex rounded-lg bg-sunken p-1 text-sm font-medium">
      {choices.map(({ include, label }) => (
        <Link
          key={include}
          to={include === 'submitted' ? '?' : `?include=${include}`}
          replace
          preventScrollReset
          aria-current={include === chosen ? 'true' : undefined}
          className="flex min-h-9 items-center rounded-md px-3 text-ink-soft hover:text-ink aria-[current]:bg-surface aria-[current]:text-ink aria-[current]:shadow-sm"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
