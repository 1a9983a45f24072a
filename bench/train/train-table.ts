import type { TrainBenchResult, TrainBenchRow } from './train.ts';
import { trainingModels } from './training-models.ts';

/** The result as a Markdown page: what was measured, where, how the figures are made, and the command. */
export function trainBenchTable({ machine, quick, rows }: TrainBenchResult): string {
  return `# Training

Whole steps (forward, backward, clipping and AdamW; random weights and tokens, every place with a label), each model
in a process of its own; width 256, 4 heads, vocabulary 8,000 where nothing else is said. Times are medians.

GFLOP/s counts 6 × parameters × tokens (each weight with the tokens that go through it) and 12 × rows × queries × keys
× width for each attention; elementwise work and the optimiser are left out. The peak is what onnxruntime reached for
1024 × 1024 × 1024 in float32 between the steps. Memory is the largest resident size of the process.

\`npm run --silent workbench -- bench train${quick ? ' --quick' : ''}\`, ${machine}

| model | parameters | batch | threads | ms a step | tokens/s | GFLOP/s | of the peak | fastest step | memory MB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.map(line).join('\n')}
`;
}

function line(row: TrainBenchRow): string {
  const { title, rows, source, time } = trainingModels[row.model];
  const rate = row.operations / row.step / 1e6;
  const cells = [
    row.dropout ? `${title}, dropout 0.1` : title,
    `${(row.parameters / 1e6).toFixed(1)} M`,
    source ? `${rows} × (${source} + ${time})` : `${rows} × ${time}`,
    row.threads,
    row.step.toFixed(0),
    ((row.tokens / row.step) * 1000).toFixed(0),
    rate.toFixed(1),
    `${((100 * rate) / row.peak).toFixed(0)} % of ${row.peak.toFixed(0)}`,
    `${((100 * row.operations) / row.fastest / 1e6 / row.peak).toFixed(0)} %`,
    row.memory === undefined ? '' : (row.memory / 1e6).toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}
