import type { ResidentMemory } from '../support/resident-memory.ts';
import type { MemoryBenchResult } from './memory.ts';

/** The result as a Markdown page: what was measured, where, and the command. */
export function memoryBenchTable({ machine, rows }: MemoryBenchResult): string {
  const lines = rows.map(
    ({ weights, prefixBytes, start, opened, served }) =>
      `| ${weights} | ${prefixBytes / 2 ** 20} MiB | ${megabytes(start, 'now')} | ${megabytes(opened, 'now')} | ${megabytes(served, 'now')} | ${megabytes(served, 'mapped')} | ${megabytes(served, 'largest')} |`,
  );
  return `# Memory of a serving process

GPT with 6 layers, width 256 and a vocabulary of 20,000 (ten million weights), opened from its compiled form; then 64
requests at once, 16 rows in a batch: prompts of 60 tokens, replies of 20. Resident MB of the whole process, with Node
and the program; mapped are pages of files, which processes share.

\`npm run --silent workbench -- bench memory\`, ${machine}

| weights | kept prefixes, at most | before | model open | after the replies | of that mapped | largest |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}
`;
}

function megabytes(memory: ResidentMemory | undefined, key: keyof ResidentMemory): string {
  return memory === undefined ? '' : (memory[key] / 1e6).toFixed(0);
}
