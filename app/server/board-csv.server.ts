import type { BoardView } from '#app/components/scores/board-view.ts';
import { csvField } from '#lib/csv-field.ts';

const heads = [
  ...['system', 'metric', 'label', 'score', 'ci_low', 'ci_high', 'ci_level', 'resamples', 'seed'],
  ...[
    'n',
    'dialogues',
    'best',
    'p_from_best_holm',
    'answers_since',
    'context_set',
    'signature',
    'reason',
    'model',
  ],
] as const;

/** The shown table as CSV, a row a score, numbers in full; what is not scored is empty, with its reason. */
export function boardCsv({ metrics, rows }: BoardView): string {
  const lines = rows.flatMap(({ system, cells }) =>
    metrics.flatMap(({ id, name, label, model, level, resamples, seed }) => {
      const cell = cells[id];
      if (!cell) return [];
      const { score, low, high, n, dialogues, mark, p, newer, contextSet, signature, reason } = cell;
      const best = mark === 'best' ? 1 : 0;
      return [
        [
          ...[system, name, label, score, low, high, level, resamples, seed],
          ...[n, dialogues, best, p, newer, contextSet, signature, reason, model],
        ],
      ];
    }),
  );
  return `${[heads, ...lines].map((line) => line.map(csvField).join(',')).join('\n')}\n`;
}
