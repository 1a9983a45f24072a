import { useMemo } from 'react';
import type { StudyResults } from '#annotations/study-results.ts';
import { Section } from '#app/components/study/section.tsx';
import { buttonClass } from '#app/components/ui/button.tsx';
import { AgreementTable } from './agreement-table.tsx';
import { DistributionFigure } from './distribution-figure.tsx';
import { DistributionTable } from './distribution-table.tsx';
import { HowMade } from './how-made.tsx';
import { MeanFigure } from './mean-figure.tsx';
import { MeansTable, systemOrder, useMeansTable } from './means-table.tsx';
import { groupByScale } from './rating-bins.ts';
import { type CriterionWording, criterionViews } from './result-numbers.ts';
import { ResultsToolbar } from './results-toolbar.tsx';

export interface ResultsPage {
  readonly study: {
    readonly id: string;
    readonly kind: 'live' | 'imported';
    /** Its name. */
    readonly dataset: string;
    /** The study's name as part of a file name. */
    readonly fileName: string;
  };
  readonly systems: readonly string[];
  readonly criteria: readonly CriterionWording[];
  readonly results: StudyResults;
}

/** A study's results, in plots and in tables of the same numbers. */
export function ResultsView({ study, systems, criteria, results }: ResultsPage) {
  const views = useMemo(() => criterionViews(criteria, results), [criteria, results]);
  const table = useMeansTable(systems, views);
  const order = systemOrder(table);
  const scales = useMemo(() => groupByScale(views), [views]);
  return (
    <div className="flex flex-col gap-6">
      <ResultsToolbar study={study} results={results} />
      <Section
        title="Means"
        lead={<span className="no-print">Sort the table by a heading, and the plots follow.</span>}
        aside={<TableLink {...{ study, results }} table="means" />}
      >
        <div className="flex flex-col gap-8">
          <MeanFigure
            systems={order}
            criteria={views}
            fileName={`${study.fileName}-means`}
            level={results.interval.level}
          />
          <MeansTable table={table} criteria={views} />
        </div>
      </Section>
      <Section
        title="Distribution of the ratings"
        aside={<TableLink {...{ study, results }} table="distribution" />}
      >
        <div className="flex flex-col gap-8">
          <DistributionFigure systems={order} criteria={views} fileName={`${study.fileName}-distribution`} />
          {scales.map((scale) => (
            <DistributionTable
              key={scale.criteria.map(({ name }) => name).join()}
              bins={scale.bins}
              criteria={scale.criteria}
              systems={order}
            />
          ))}
        </div>
      </Section>
      <Section
        title="Agreement between raters"
        aside={<TableLink {...{ study, results }} table="agreement" />}
      >
        <AgreementTable criteria={views} />
      </Section>
      <HowMade results={results} />
    </div>
  );
}

function TableLink({
  study,
  results,
  table,
}: Pick<ResultsPage, 'study' | 'results'> & { readonly table: 'means' | 'distribution' | 'agreement' }) {
  return (
    <a
      href={`/studies/${study.id}/results.csv?${new URLSearchParams({ table, include: results.include })}`}
      download
      className={buttonClass('quiet', 'no-print -mx-4 -my-2')}
    >
      Table as CSV
    </a>
  );
}
