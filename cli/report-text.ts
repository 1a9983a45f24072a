import type {
  Contrast,
  CriterionReport,
  Figure,
  PairOutcome,
  StudyReport,
  TestFigure,
} from '#annotations/report/study-report.ts';
import { formatTable } from './format-table.ts';

/** What a report says of a criterion beyond its means: pairs of systems, strengths, position, agreement. */
export function criterionReportText(criterion: CriterionReport): string {
  return [
    ...(criterion.pairs.pairs.length > 0 ? [pairTable(criterion)] : []),
    ...strengthLines(criterion),
    agreementLine(criterion),
    `${criterion.about ? 'place in the dialogue' : 'position on the screen'}: ${testText(criterion.position.test)}`,
  ].join('\n');
}

function pairTable({ model, pairs }: CriterionReport): string {
  const isLinear = model?.family === 'linear';
  const effect = isLinear ? 'difference' : 'odds ratio';
  const rows = pairs.pairs.map((pair, at) => [
    `${pair.first} : ${pair.second}`,
    ...(model ? contrastCells(model.contrasts[at], { isLinear }) : []),
    ...pairCells(pair),
  ]);
  const notes = model ? [...(model.reason ? [`no model: ${model.reason}`] : []), ...model.notes] : [];
  return [
    formatTable(
      [
        'pair',
        ...(model ? [effect, 'p'] : []),
        `${pairs.pairs[0]?.test.name ?? ''} p`,
        'wins-ties-losses',
        'share won',
      ],
      rows,
    ),
    ...notes,
  ].join('\n');
}

function contrastCells(
  contrast: Contrast | undefined,
  { isLinear }: { readonly isLinear: boolean },
): string[] {
  if (!contrast) return ['-', '-'];
  return [
    figureText((isLinear ? contrast.difference : contrast.oddsRatio) ?? contrast.difference),
    pText(contrast.test),
  ];
}

function pairCells({ test, wins, ties, losses, winShare }: PairOutcome): string[] {
  return [pText(test), `${wins}-${ties}-${losses}`, figureText(winShare)];
}

function strengthLines({ strengths }: CriterionReport): string[] {
  if (strengths.reason !== '') return [`strengths: none, ${strengths.reason}`];
  const sorted = strengths.systems.toSorted((a, b) => (a.rank.value ?? 99) - (b.rank.value ?? 99));
  const ranks = sorted.map(({ system, rank }) => `${rank.value ?? '-'} ${system}${rankSpan(rank)}`);
  return [`strengths (${strengths.model}), rank: ${ranks.join(', ')}`];
}

function rankSpan({ low, high }: Figure): string {
  if (low === null || high === null) return '';
  return low === high ? ` (${low})` : ` (${low} to ${high})`;
}

function agreementLine({ agreement }: CriterionReport): string {
  const [right] = agreement.coefficients;
  if (!right) return 'agreement: none';
  return `${right.label}: ${right.value === null ? `undefined, ${right.reason}` : figureText(right, 3)}`;
}

/** `1.62 [1.01, 2.60]`; the value alone where it has no interval, a dash where there is none. */
function figureText({ value, low, high }: Figure, digits = 2): string {
  if (value === null) return '-';
  const text = (one: number) => one.toFixed(digits);
  return low === null || high === null ? text(value) : `${text(value)} [${text(low)}, ${text(high)}]`;
}

/** The p that counts: adjusted where it is one of several. */
function pText({ p, adjusted }: TestFigure): string {
  const value = adjusted ?? p;
  if (value === null) return '-';
  return value < 0.001 ? '<0.001' : value.toFixed(3);
}

function testText(test: TestFigure): string {
  if (test.p === null) return `not tested, ${test.reason}`;
  const degrees = test.degrees === null ? '' : `(${test.degrees})`;
  return `${test.statistic}${degrees} = ${test.value?.toFixed(2)}, p ${pText(test).replace(/^(?=\d)/, '= ')}`;
}

/** What holds for all of the report's numbers. */
export function reportNotes({ settings, excluded, criteria }: StudyReport): string {
  const refused = [...new Set(criteria.flatMap(({ refused: list }) => list.map(({ what }) => what)))];
  return [
    `Pairs: first : second, above 1 (or 0) for the first; intervals ${Math.round(settings.level * 100)} %; p adjusted by ${settings.adjustment} for all pairs of a criterion.`,
    ...(excluded.length > 0 ? [`Left out: ${excluded.join(', ')}. --with-excluded counts them.`] : []),
    ...(refused.length > 0
      ? [`Not computed: ${refused.join('; ')}. --json says why, and how everything was made.`]
      : []),
  ].join('\n');
}
