import type { CriterionReport, Figure } from '#annotations/report/study-report.ts';
import { Section } from '#app/components/study/section.tsx';
import { numberCell } from '../table-style.ts';
import { MadeLink } from './made-link.tsx';
import { ReportTable, RowName } from './report-table.tsx';
import { figureText, testInWords } from './report-words.ts';

/** Whether the place on the screen made a difference. */
export function PositionSection({ criteria }: { readonly criteria: readonly CriterionReport[] }) {
  const known = criteria.filter(({ position }) => position.places.length > 0);
  const isOfTurns = known.some(({ about }) => about === 'turn');
  const places = [...new Set(known.flatMap(({ position }) => position.places.map((one) => one.position)))];
  return (
    <Section
      title={isOfTurns ? 'Place in the dialogue' : 'Place on the screen'}
      lead={
        isOfTurns
          ? 'Whether it mattered which reply of the dialogue it was; a small p says that it did. Means at each reply, and below them the odds of a higher rating than at reply 1.'
          : 'Whether it mattered where a response stood; a small p says that it did. Means (of a choice, shares taken) at each place, and below them the odds of a higher rating than at place 1.'
      }
      aside={<MadeLink made={criteria[0]?.position.made} />}
    >
      {known.length > 0 ? (
        <ReportTable
          caption={isOfTurns ? 'Ratings by reply of the dialogue' : 'Ratings by place on the screen'}
          first={isOfTurns ? 'Reply' : 'Place'}
          heads={known.map(({ label, position }) => ({ label, note: testInWords(position.test) }))}
        >
          {places
            .sort((a, b) => a - b)
            .map((place) => (
              <tr key={place}>
                <RowName>{place}</RowName>
                {known.map(({ name, position }) => {
                  const found = position.places.find((one) => one.position === place);
                  return <PlaceCell key={name} mean={found?.mean} odds={found?.oddsRatio} />;
                })}
              </tr>
            ))}
        </ReportTable>
      ) : null}
      {criteria
        .filter(({ position }) => position.reason !== '')
        .map(({ name, label, position }) => (
          <p key={name} className="mt-2 max-w-prose text-sm text-ink-soft">
            {label}: not known, {position.reason}.
          </p>
        ))}
    </Section>
  );
}

function PlaceCell({
  mean,
  odds,
}: {
  readonly mean: Figure | undefined;
  readonly odds: Figure | null | undefined;
}) {
  return (
    <td className={numberCell}>
      <span className="whitespace-nowrap">{mean ? figureText(mean) : '–'}</span>
      {odds ? (
        <span className="block text-xs whitespace-nowrap text-ink-soft">
          odds × {figureText(odds, 'odds')}
        </span>
      ) : null}
    </td>
  );
}
