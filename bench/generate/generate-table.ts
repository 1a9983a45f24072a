import type { GenerateBenchResult, GenerateBenchRow } from './generate.ts';

/** The result as a Markdown page: what was measured, where, and the command. */
export function generateBenchTable(
  { machine, rows, isShipped }: GenerateBenchResult,
  { command, remark }: { readonly command: string; readonly remark?: string | undefined },
): string {
  const weights = isShipped
    ? 'The weights are those that come with the program.'
    : 'The weights are drawn from a seed, in the shapes of those that ship: GPT of 6 layers, T5 of 4 + 4, width 256, 4 heads,\nvocabulary 8,000. Every reply has 15 tokens; logits of the GPT deviate by about 4.';
  return `# Generating runs

\`workbench generate\` over the demonstration's contexts, models loaded before: two processes of one thread each hold the
models, a third asks and writes to the database. Processor time is counted apart from waiting, so that it says something
on a machine that others use as well. Levels are those of the empathy identifiers. ${weights}
${remark ? `\n${remark}\n` : ''}
\`${command}\`, ${machine}

| system | weights | levels | replies | tokens a reply | replies/s | ms of processor time a reply: models | asking and writing | bound by it on two processors, replies/s |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.map(line).join('\n')}
`;
}

function line(row: GenerateBenchRow): string {
  const { system, weights, levels, replies, tokens, repliesPerSecond, modelSeconds, ownSeconds } = row;
  const whole = modelSeconds === null ? '' : (2 / (modelSeconds + ownSeconds)).toFixed(0);
  const models = modelSeconds === null ? '' : (1000 * modelSeconds).toFixed(2);
  return `| ${system} | ${weights} | ${levels ? 'yes' : 'no'} | ${replies} | ${tokens.toFixed(1)} | ${repliesPerSecond.toFixed(0)} | ${models} | ${(1000 * ownSeconds).toFixed(2)} | ${whole} |`;
}
