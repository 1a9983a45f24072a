import { givenFile, type WebBenchResult } from './web.ts';

/** The result as a Markdown page: what was measured, where, and the command. */
export function webBenchTable({ machine, data, seconds, rows }: WebBenchResult): string {
  const lines = rows.map(
    ({ what, clients, requests, p50, p95, perSecond }) =>
      `| ${what} | ${clients} | ${requests} | ${p50.toFixed(1)} | ${p95.toFixed(1)} | ${perSecond.toFixed(0)} |`,
  );
  return `# Web

Whole HTTP requests against the program as \`npm start\` runs it, sent from the same machine without thinking time; the
clients take their share of the processors. Data: ${data}, 5,255 contexts.

\`npm run --silent workbench -- bench web --seconds ${seconds}${data === givenFile ? ' --responses FILE' : ''}\`, ${machine}

| what | at once | requests | p50 ms | p95 ms | per second |
| --- | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}
`;
}
