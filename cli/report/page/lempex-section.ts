import { mechanisms } from '#models/training/identifiers/mechanisms.ts';
import type { Figure } from '../figure.ts';
import type { ReportParts } from '../measure-report.ts';
import type { LempexContrast, LempexRow } from '../part-lempex.ts';
import { direction } from './difference-sentence.ts';
import { mechanismNames } from './empathy-sections.ts';
import { listed, missingRow, signed, table, withInterval } from './format.ts';

const words: Readonly<Record<string, string>> = {
  lempex: 'LEMPEx',
  'lempex, gold emotion': 'LEMPEx, exemplars by the gold emotion',
  'lempex-no-losses': 'without the losses',
  'lempex-no-exemplars': 'without exemplars',
  'lempex-plain': 'without both',
};

export function lempexSection({ rows, contrasts }: ReportParts['lempex']): string {
  const columns = [
    'variant',
    'perplexity per word',
    'BLEU-4, greedy',
    'BLEU-4, sampled',
    'Distinct-1',
    'Distinct-2',
    'words',
    ...mechanisms.map((mechanism) => `${mechanismNames[mechanism]}, mean level`),
  ];
  const body = Object.entries(rows).map(([name, found]) =>
    found.status === 'measured'
      ? tableRow(words[name] ?? name, found)
      : missingRow(words[name] ?? name, found.reason, columns.length),
  );
  return [
    '## LEMPEx and its parts',
    '',
    'The ablation table of the paper, whose human scores are replaced by mean levels (0 none to 2 strong) that the judging identifiers find in the sampled replies. Exemplars are what listeners said in the training split. As it serves, LEMPEx takes those of conversations with the emotion that is predicted from the context; the paper takes the gold label of the test dialogue, which no served system has.',
    '',
    table(columns, body),
    '',
    ...contrastTable(contrasts),
  ].join('\n');
}

function tableRow(name: string, row: LempexRow): string[] {
  return [
    name,
    withInterval(row.perplexity, 2),
    withInterval(row.bleu4, 2),
    withInterval(row.sampledBleu4, 2),
    withInterval(row.distinct1, 2),
    withInterval(row.distinct2, 2),
    withInterval(row.length, 2),
    ...mechanisms.map((mechanism) => (row.levels ? withInterval(row.levels[mechanism], 3) : 'no judge')),
  ];
}

function contrastTable(contrasts: readonly LempexContrast[]): string[] {
  if (contrasts.length === 0) return ['No contrast could be taken: it needs LEMPEx and one of the others.'];
  const rows = contrasts.map((each) => [
    `against: ${words[each.without] ?? each.without}`,
    withInterval(each.perplexityRatio, 3),
    signed(each.bleu4, 2),
    signed(each.sampledBleu4, 2),
    signed(each.distinct2, 2),
    ...mechanisms.map((mechanism) => (each.levels ? signed(each.levels[mechanism], 3) : 'no judge')),
  ]);
  const columns = [
    'LEMPEx',
    'perplexity, ratio',
    'BLEU-4, greedy',
    'BLEU-4, sampled',
    'Distinct-2',
    ...mechanisms.map((mechanism) => mechanismNames[mechanism]),
  ];
  return [table(columns, rows), '', ...contrasts.flatMap((each) => [sentence(each), ''])];
}

/** What is better or worse for it, by intervals alone. */
function sentence(each: LempexContrast): string {
  const aspects: (readonly [string, Figure, 'more' | 'less'])[] = [
    ['perplexity', shifted(each.perplexityRatio), 'less'],
    ['BLEU-4 (greedy)', each.bleu4, 'more'],
    ['BLEU-4 (sampled)', each.sampledBleu4, 'more'],
    ['Distinct-2', each.distinct2, 'more'],
    ...mechanisms.flatMap((mechanism) =>
      each.levels ? [[mechanismNames[mechanism], each.levels[mechanism], 'more'] as const] : [],
    ),
  ];
  const by = (wanted: 'better' | 'worse') =>
    aspects
      .filter(([, difference, good]) => {
        const found = direction(difference);
        if (found === 'undecided') return false;
        return (found === (good === 'more' ? 'higher' : 'lower')) === (wanted === 'better');
      })
      .map(([name]) => name);
  const [better, worse] = [by('better'), by('worse')];
  const name = words[each.without] ?? each.without;
  if (better.length === 0 && worse.length === 0)
    return `Against “${name}”: no difference is shown in anything; the claim of the paper does not come back here.`;
  const parts = [
    ...(better.length > 0 ? [`better in ${listed(better)}`] : ['better in nothing']),
    ...(worse.length > 0 ? [`worse in ${listed(worse)}`] : []),
  ];
  return `Against “${name}” LEMPEx is ${listed(parts)}; in the rest no difference is shown.`;
}

function shifted({ low, high, value, ...rest }: Figure): Figure {
  return { ...rest, low: low - 1, high: high - 1, value: value - 1 };
}
