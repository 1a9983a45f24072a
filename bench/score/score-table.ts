import type { ScoreBenchResult, ScoreBenchRow } from './score.ts';

/** The result as a Markdown page: what was measured, where, and the command. */
export function scoreBenchTable(
  { machine, responses, metrics, threads, rows }: ScoreBenchResult,
  { command, remark }: { readonly command: string; readonly remark?: string | undefined },
): string {
  return `# Scoring

\`score --metrics all\` of one system with ${responses.toLocaleString('en-GB')} responses, one a dialogue, by ${metrics} text metrics: the rows that all scores,
slices and tests are folded from are made and stored (by ${threads} threads beside the one that writes), then each score with its
interval of 1,000 resamples. Processor time is that of all threads; on idle processors the whole takes at least the time of
the thread that writes and folds, and at least the processor time ÷ processors.
${remark ? `\n${remark}\n` : ''}
\`${command}\`, ${machine}

| part | seconds | of processor time, s | of the thread that writes and folds, s | on two idle processors at least, s |
| --- | ---: | ---: | ---: | ---: |
${rows.map(line).join('\n')}
`;
}

function line({ part, seconds, processorSeconds, mainSeconds }: ScoreBenchRow): string {
  const least = Math.max(processorSeconds / 2, mainSeconds ?? 0);
  const main = mainSeconds === null ? '' : mainSeconds.toFixed(1);
  return `| ${part} | ${seconds.toFixed(1)} | ${processorSeconds.toFixed(1)} | ${main} | ${least.toFixed(1)} |`;
}
