import type { ServeBenchResult, ServeBenchRow } from './serve.ts';

/** Results as a Markdown page: what was measured, where, and the command of each. */
export function serveBenchTable(
  {
    machine,
    system,
    weights,
    through,
    intervalMs,
    seconds,
    limitMs,
    messagesEach,
    rows,
    compared,
    same,
  }: ServeBenchResult,
  command: string,
): string {
  const most = Math.max(0, ...rows.filter((row) => isHeld(row, limitMs)).map(({ users }) => users));
  return `## ${system}, ${weights}

People who talk ${ways[through]} with streaming, a message every ${intervalMs / 1000} s each, in conversations of ${messagesEach} messages;
${seconds} s a row after a warm-up. The people are simulated on the same machine and take their part of its processors.

\`${command}\`, ${machine}

| people | replies | replies/s | first words, p50 ms | p95 ms | whole reply, p50 ms | p95 ms | p99 ms | refused | failed | ms of processor time a reply: models | program | people |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.map(line).join('\n')}

**${most} people** at a p95 of the whole reply of at most ${limitMs / 1000} s, nothing failed. Of ${compared} replies of the last load that were asked
for once more with their seed, alone, ${same} came out the same.
`;
}

function isHeld({ whole, failures }: ServeBenchRow, limitMs: number): boolean {
  return whole.p95 <= limitMs && failures.length === 0;
}

function line({
  users,
  replies,
  repliesPerSecond,
  first,
  whole,
  refused,
  failures,
  processor,
}: ServeBenchRow): string {
  const times = [first.p50, first.p95, whole.p50, whole.p95, whole.p99].map((ms) => ms.toFixed(0));
  return `| ${users} | ${replies} | ${repliesPerSecond.toFixed(1)} | ${times.join(' | ')} | ${refused} | ${failures.length} | ${[processor.models, processor.program, processor.people].map((ms) => ms.toFixed(1)).join(' | ')} |`;
}

const ways = {
  chat: 'as visitors of a chat link, their conversations kept in the database,',
  api: 'over `/v1/chat/completions`',
} as const;
