import type { ReportParts } from '../measure-report.ts';
import { differenceSentence } from './difference-sentence.ts';
import { digitsOf, missingRow, percentWithInterval, table } from './format.ts';

export function retrieverSection({ bm25, dpr, difference }: ReportParts['retriever']): string {
  const row = (name: string, { at1, at10, reciprocalRank }: ReportParts['retriever']['bm25']) => [
    name,
    percentWithInterval(at1),
    percentWithInterval(at10),
    percentWithInterval(reciprocalRank),
  ];
  const sentence =
    difference &&
    differenceSentence('Of the learned retriever against BM25, recall@10', asPercent(difference), {
      digits: 1,
      unit: ' points',
    });
  return [
    '## Retriever',
    '',
    `How often the true reply of a test context is found among 100, ${digitsOf(bm25.at1.n, 0)} contexts in blocks that are always the same; ties count against. Percent.`,
    '',
    table(
      ['retriever', 'recall@1', 'recall@10', 'mean reciprocal rank'],
      [row('BM25', bm25), dpr.status === 'measured' ? row('dpr', dpr) : missingRow('dpr', dpr.reason, 4)],
    ),
    ...(sentence ? ['', sentence] : []),
  ].join('\n');
}

function asPercent<T extends { readonly value: number; readonly low: number; readonly high: number }>(
  share: T,
): T {
  return { ...share, value: 100 * share.value, low: 100 * share.low, high: 100 * share.high };
}

export function negativeSection(negative: ReportParts['negative']): string {
  const title = '## Negative training';
  if (negative.status !== 'measured') return `${title}\n\nNot measured: ${negative.reason}.`;
  const { before, after, rounds } = negative;
  const shares = (name: string, one: number, other: number) => [
    name,
    `${digitsOf(100 * one, 1)} %`,
    `${digitsOf(100 * other, 1)} %`,
  ];
  const probes =
    before.probes && after.probes
      ? [
          shares(
            `hit rate of ${after.probes.replies} probes in contexts not learned from`,
            before.probes.hitRate,
            after.probes.hitRate,
          ),
          shares(
            'probes answered with a reported reply, greedy',
            before.probes.greedyRejected,
            after.probes.greedyRejected,
          ),
        ]
      : [];
  return [
    title,
    '',
    `From the record of the recipe \`negative\` (${rounds} rounds on ${after.replies} reported replies); figures of a training have no interval.`,
    '',
    table(
      ['', 'before', 'after'],
      [
        shares('hit rate of reported replies', before.hitRate, after.hitRate),
        [
          'mean log-probability of their tokens',
          digitsOf(before.tokenLogProbability, 3),
          digitsOf(after.tokenLogProbability, 3),
        ],
        [
          'perplexity by word on validation',
          digitsOf(before.wordPerplexity, 2),
          digitsOf(after.wordPerplexity, 2),
        ],
        ...probes,
      ],
    ),
  ].join('\n');
}
