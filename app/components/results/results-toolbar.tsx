import { counted } from '#app/components/study/plural.ts';
import { useHydrated } from '#app/components/study/use-hydrated.ts';
import { Button, buttonClass, LinkButton } from '#app/components/ui/button.tsx';
import { humanStudyPath } from '../scores/human-address.ts';
import { RatingsSwitches } from './ratings-switches.tsx';
import { type ResultsPage, resultsAddress } from './results-page.ts';

/** What stands behind the numbers, which ratings count, and the ways to take the numbers along. */
export function ResultsToolbar({ page }: { readonly page: ResultsPage }) {
  const { study, asked, excluded, results, ratings, state } = page;
  const hydrated = useHydrated();
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="text-ink-soft tabular-nums">
          <strong className="font-semibold text-ink">{counted(results?.ratings ?? ratings, 'rating')}</strong>
          {results
            ? ` of ${counted(results.items, 'item')} by ${counted(results.raters, 'rater')}`
            : ' stored'}
        </p>
        <div className="no-print flex flex-wrap items-center gap-2">
          <LinkButton
            to={resultsAddress({ ...asked, correction: 'holm' }, `/studies/${study.id}/disagreement`)}
          >
            Where raters disagree
          </LinkButton>
          {/* Metrics are set against submitted ratings alone. */}
          {asked.include === 'submitted' ? (
            <LinkButton to={humanStudyPath(study.dataset, study.id)}>
              Metrics against these ratings
            </LinkButton>
          ) : null}
          {state?.report ? (
            <a
              href={resultsAddress(asked, `/studies/${study.id}/report.json`)}
              download
              className={buttonClass('secondary')}
            >
              Report as JSON
            </a>
          ) : null}
          {hydrated ? (
            <Button look="secondary" onClick={() => window.print()}>
              Print
            </Button>
          ) : null}
        </div>
      </div>
      <div className="no-print flex flex-wrap items-center gap-3 empty:hidden">
        <RatingsSwitches asked={asked} isLive={study.kind === 'live'} excluded={excluded.length}>
          <ExcludedRaters excluded={excluded} />
        </RatingsSwitches>
      </div>
    </div>
  );
}

function ExcludedRaters({ excluded }: Pick<ResultsPage, 'excluded'>) {
  return (
    <details className="text-sm text-ink-soft">
      <summary className="min-h-9 cursor-pointer py-2 hover:text-ink">Who is excluded, and why</summary>
      <ul className="list-disc pl-5">
        {excluded.map(({ rater, reason }) => (
          <li key={rater}>
            {rater}: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
