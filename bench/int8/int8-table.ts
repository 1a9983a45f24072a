import type { Int8Quality } from './measure-int8.ts';

export interface Int8Report extends Int8Quality {
  readonly machine: string;
  /** the folder's name, not its path */
  readonly model: string;
  readonly command: string;
}

/** The result as a Markdown page: what was measured, where, and the command. */
export function int8Table(report: Int8Report): string {
  const { float32, int8 } = report.perplexity;
  const percent = (share: number, digits: number) => `${(100 * share).toFixed(digits)} %`;
  return `# What int8 weights cost

The same dialogues through the serving program with float32 weights and with row-wise int8 weights (activations
quantised row by row as they come), whole dialogues, every token predicted from those before it.

\`${report.command}\`, ${report.machine}

| model | dialogues | tokens | perplexity, float32 | perplexity, int8 | change | same likeliest token | error of the logits (RMS, relative) |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| ${report.model} | ${report.dialogues} | ${report.tokens} | ${float32.toFixed(3)} | ${int8.toFixed(3)} | ${percent(int8 / float32 - 1, 3)} | ${percent(report.sameGreedy, 2)} | ${percent(report.logitError, 2)} |
`;
}
