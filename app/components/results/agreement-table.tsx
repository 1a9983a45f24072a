import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import type { Agreement } from '#annotations/study-results.ts';
import { ScrollRegion } from '#app/components/study/scroll-region.tsx';
import type { CriterionView } from './result-numbers.ts';
import { bodyCell, headCell, numberCell, numberHead } from './table-style.ts';

interface Measure {
  readonly name: Exclude<keyof Agreement, 'reasons' | 'units' | 'units_with_two'>;
  readonly label: string;
  readonly note: string;
  readonly text: (value: number) => string;
}

const percent = (value: number) => `${value.toFixed(1)} %`;
const alpha = (value: number) => value.toFixed(3).replace('-', '−');

const measures: readonly Measure[] = [
  { name: 'percent', label: 'Agreement', note: 'pairs of raters', text: percent },
  { name: 'percent_all_raters', label: 'Agreement', note: 'all raters alike', text: percent },
  { name: 'krippendorff_alpha_nominal', label: 'Krippendorff’s α', note: 'nominal', text: alpha },
  { name: 'krippendorff_alpha_ordinal', label: 'Krippendorff’s α', note: 'ordinal', text: alpha },
  { name: 'krippendorff_alpha_interval', label: 'Krippendorff’s α', note: 'interval', text: alpha },
];

const features = tableFeatures({});
const column = createColumnHelper<typeof features, CriterionView>();
const columns = column.columns([
  column.accessor('label', { header: 'Criterion' }),
  ...measures.map(({ name, label }) =>
    column.accessor((row) => row.results.agreement[name], { id: name, header: label }),
  ),
  column.accessor((row) => row.results.agreement.units_with_two, { id: 'units', header: 'Responses' }),
]);

/** How far raters agree on each criterion; where that cannot be said, why. */
export function AgreementTable({ criteria }: { readonly criteria: readonly CriterionView[] }) {
  const table = useTable({ features, columns, data: criteria });
  return (
    <ScrollRegion label="Table of agreement">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">Agreement between raters on each criterion</caption>
        <thead>
          <tr className="border-b border-line-strong/40">
            <th scope="col" className={headCell}>
              Criterion
            </th>
            {measures.map(({ name, label, note }) => (
              <th key={name} scope="col" className={numberHead}>
                <span className="block text-sm text-ink">{label}</span>
                {note}
              </th>
            ))}
            <th scope="col" className={numberHead}>
              <span className="block text-sm text-ink">Responses</span>
              rated twice or more
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {table.getRowModel().rows.map(({ id, original }) => (
            <AgreementRow key={id} criterion={original} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function AgreementRow({ criterion }: { readonly criterion: CriterionView }) {
  const { agreement } = criterion.results;
  return (
    <tr>
      <th scope="row" className={`${bodyCell} text-left font-medium`}>
        {criterion.label}
      </th>
      {measures.map(({ name, text }) => {
        const value = agreement[name];
        return (
          <td key={name} className={numberCell}>
            {value === null ? (
              <span className="inline-block max-w-40 text-xs text-ink-faint">
                undefined: {agreement.reasons[name] ?? 'too few ratings'}
              </span>
            ) : (
              text(value)
            )}
          </td>
        );
      })}
      <td className={numberCell}>
        {agreement.units_with_two.toLocaleString('en-GB')} of {agreement.units.toLocaleString('en-GB')}
      </td>
    </tr>
  );
}
