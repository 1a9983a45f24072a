import type { MetricsBenchResult, MetricsBenchRow } from './metrics.ts';

/** The result as a Markdown page: what was measured, where, and the command. */
export function metricsBenchTable({ machine, rows }: MetricsBenchResult): string {
  const lines = rows.map(
    (row) =>
      `| ${row.name} | ${row.size.toLocaleString('en-GB')} | ${row.peer} | ${row.peerSeconds.toFixed(2)} | ${row.seconds.toFixed(3)} | ${(row.peerSeconds / row.seconds).toFixed(0)} | ${equality(row)} |`,
  );
  return `# Text metrics

Seconds of processor time on one core, the best of three runs in a process that has read its input; those of the reference
programs on the same lines, on 2 vCPU Intel Xeon @ 2.50 GHz.

\`npm run --silent workbench -- bench metrics --inputs FOLDER\`, ${machine}

| task | pairs | reference | its seconds | ours | times as fast | value |
| --- | ---: | --- | ---: | ---: | ---: | --- |
${lines.join('\n')}
`;
}

/** Whether the value is the reference's to the digits that were written down of it. */
function equality({ value, peerValue }: MetricsBenchRow): string {
  const digits = String(peerValue).split('.')[1]?.length ?? 0;
  return Number(value.toFixed(digits)) === peerValue ? 'equal' : `${value} ≠ ${peerValue}`;
}
