import type { PartyCriterion } from '#annotations/parties/compare-parties.ts';
import { Section } from '#app/components/study/section.tsx';
import { FigureCell } from './report/figure-cell.tsx';
import { ReportTable, RowName } from './report/report-table.tsx';
import type { PartiesShown } from './results-page.ts';
import { numberCell } from './table-style.ts';

/** Of talks that were rated by those who had them and by others. */
export function PartiesSection({ parties }: { readonly parties: readonly PartiesShown[] }) {
  if (parties.length === 0) return null;
  return (
    <Section
      title="Those who talked, and those who read"
      lead="Ratings of the same conversations by the people who had them and by others who only read them. The difference is the first less the others, with an interval over conversations and the people who had them; correlation (Spearman’s), alpha and kappa (quadratic) have intervals over conversations. Those who read are held fixed."
    >
      <div className="flex flex-col gap-8">
        {parties.map((one) => (
          <Parties key={`${one.first} ${one.third}`} parties={one} />
        ))}
      </div>
    </Section>
  );
}

function Parties({ parties }: { readonly parties: PartiesShown }) {
  const { first, third, reason, criteria } = parties;
  return (
    <div className="flex flex-col gap-5">
      <p className="text-sm text-ink-soft">
        Talked: <strong className="font-medium text-ink">{first}</strong>. Read:{' '}
        <strong className="font-medium text-ink">{third}</strong>.
      </p>
      {reason === '' ? null : <p className="text-ink-soft">{reason}</p>}
      {criteria.map((criterion) => (
        <CriterionTable key={criterion.name} criterion={criterion} />
      ))}
    </div>
  );
}

const heads = ['Talks', 'Talked', 'Read', 'Difference', 'Correlation', 'Alpha', 'Kappa'];

function CriterionTable({ criterion }: { readonly criterion: PartyCriterion }) {
  return (
    <ReportTable caption={criterion.label} first={criterion.label} heads={heads.map((label) => ({ label }))}>
      {criterion.figures.map((one) => (
        <tr key={one.system ?? ''}>
          <RowName>{one.system ?? 'All systems'}</RowName>
          <td className={numberCell}>
            {one.conversations}
            {one.units === one.conversations ? null : (
              <span className="block text-xs text-ink-faint">{one.units} replies</span>
            )}
          </td>
          <td className={numberCell}>{one.firstMean?.toFixed(2) ?? '–'}</td>
          <td className={numberCell}>{one.thirdMean?.toFixed(2) ?? '–'}</td>
          {([one.difference, one.correlation, one.alpha, one.kappa] as const).map((figure, at) => (
            <FigureCell key={heads[at + 3]} figure={figure} />
          ))}
        </tr>
      ))}
    </ReportTable>
  );
}
