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
import { PartiesSection } from './parties-section.tsx';
import { groupByScale } from './rating-bins.ts';
import { AgreementSection } from './report/agreement-section.tsx';
import { ContrastsSection } from './report/contrasts-section.tsx';
import { EmotionsSection } from './report/emotions-section.tsx';
import { MadeLink } from './report/made-link.tsx';
import { MethodsSection } from './report/methods-section.tsx';
import { PairsSection } from './report/pairs-section.tsx';
import { PositionSection } from './report/position-section.tsx';
import { RatersSection } from './report/raters-section.tsx';
import { RefusedSection } from './report/refused-section.tsx';
import { ReportProgress } from './report/report-progress.tsx';
import { StrengthsSection } from './report/strengths-section.tsx';
import { type CriterionView, criterionViews } from './result-numbers.ts';
import { type ResultsPage, resultsAddress } from './results-page.ts';
import { ResultsToolbar } from './results-toolbar.tsx';

/** A study's results in the order in which a reader asks: what the ratings are, what they say of systems, whether to trust them. */
export function ResultsView(page: ResultsPage) {
  const { results, state } = page;
  return (
    <div className="flex flex-col gap-6">
      <ResultsToolbar page={page} />
      {state ? <ReportProgress state={state} /> : null}
      {results ? <Numbers page={page} results={results} /> : null}
      <PartiesSection parties={page.parties} />
    </div>
  );
}

interface NumbersProps {
  readonly page: ResultsPage;
  readonly results: StudyResults;
}

function Numbers({ page, results }: NumbersProps) {
  const { study, systems, criteria, state } = page;
  const report = state?.report ?? null;
  const views = useMemo(() => criterionViews(criteria, results).filter(hasMeans), [criteria, results]);
  const table = useMeansTable(systems, views);
  const order = systemOrder(table);
  const reported = report?.criteria ?? [];
  return (
    <>
      {views.length > 0 ? (
        <Section
          title="Means"
          lead={<span className="no-print">Sort the table by a heading, and the plots follow.</span>}
          aside={
            <span className="flex flex-wrap items-center gap-x-4">
              <MadeLink made={reported.find(({ means }) => means)?.means?.made} />
              <TableLink page={page} table="means" />
            </span>
          }
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
      ) : null}
      {report ? (
        <>
          <ContrastsSection
            criteria={reported}
            settings={report.settings}
            fileName={study.fileName}
            asked={page.asked}
          />
          <PairsSection criteria={reported} settings={report.settings} />
          <StrengthsSection criteria={reported} systems={systems} />
          <AgreementSection criteria={reported} aside={<TableLink page={page} table="agreement" />} />
          <RatersSection criteria={reported} />
          <PositionSection criteria={reported} />
          <EmotionsSection criteria={reported} systems={systems} least={report.settings.itemsAnEmotion} />
        </>
      ) : null}
      <Distributions page={page} views={views} order={order} />
      {report ? (
        <>
          <RefusedSection criteria={reported} />
          <MethodsSection report={report} />
        </>
      ) : (
        <>
          <Section title="Agreement between raters" aside={<TableLink page={page} table="agreement" />}>
            <AgreementTable criteria={views} />
          </Section>
          <HowMade results={results} />
        </>
      )}
    </>
  );
}

/** Choices and rankings have none. */
function hasMeans({ kind }: CriterionView): boolean {
  return kind !== 'choice' && kind !== 'ranking';
}

function Distributions({
  page,
  views,
  order,
}: {
  readonly page: ResultsPage;
  readonly views: readonly CriterionView[];
  readonly order: readonly string[];
}) {
  const scales = useMemo(() => groupByScale(views), [views]);
  if (views.length === 0) return null;
  return (
    <Section title="Distribution of the ratings" aside={<TableLink page={page} table="distribution" />}>
      <div className="flex flex-col gap-8">
        <DistributionFigure
          systems={order}
          criteria={views}
          fileName={`${page.study.fileName}-distribution`}
        />
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
  );
}

function TableLink({
  page: { study, asked },
  table,
}: {
  readonly page: ResultsPage;
  readonly table: 'means' | 'distribution' | 'agreement';
}) {
  const address = resultsAddress(asked, `/studies/${study.id}/results.csv`);
  return (
    <a href={`${address}&table=${table}`} download className={buttonClass('quiet', 'no-print -mx-4 -my-2')}>
      Table as CSV
    </a>
  );
}
