import type { Bounds, ReplyBound } from './bounds.ts';
import type { DecodeBenchResult, ModelResult } from './decode.ts';
import { transformersPackage } from './install-transformers.ts';
import type { ConversationRow } from './measure-conversation.ts';
import type { EqualRow } from './measure-equal.ts';
import { type StreamRow, streamBatch } from './measure-stream.ts';
import { exportNames, workbench } from './systems.ts';
import { conversationShape, equalShape, freshShape, streamLengths } from './workloads.ts';

/** The result as a Markdown page: what was measured, how, where, and the command. */
export function decodeBenchTable(result: DecodeBenchResult): string {
  const { machine, threads, models } = result;
  return `# Decoding

Greedy replies without an end token, from weights drawn from a seed (speed depends on shapes alone). The workbench's
engine and transformers.js run in processes of their own with ${threads} thread${threads === 1 ? '' : 's'} each, on the same requests, one after the
other, in turn the other way round; figures are medians of the repeats. Tokens are those that were asked for.
${comparisonLines(result)}

\`${command(result)}\`, ${machine}, onnxruntime-node ${result.onnxruntime}${result.quick ? '\n\n**A quick run: to see that it works, not to quote.**' : ''}
${models.map(modelSection).join('')}`;
}

function comparisonLines({ transformers }: DecodeBenchResult): string {
  if ('skipped' in transformers) return `\nComparison skipped: ${transformers.skipped}`;
  return `
transformers.js is ${transformersPackage.name} ${transformers.version} on onnxruntime-node ${transformers.onnxruntime}: its own
\`generate()\` with its cache, float32, its own session settings but for the threads; its threads wait for each
other at full speed, and so do the engine's in this comparison (not under full load below). The export computes logits for
the last place alone (\`num_logits_to_keep\`), the best it can be given; "older export" is the layout of most GPT-2
folders, with logits at every place of the prompt.`;
}

function command({ models, threads, requests, transformers, quick }: DecodeBenchResult): string {
  const names = models.map(({ model }) => model);
  const skipped = 'skipped' in transformers && transformers.skipped.includes('--skip-transformers');
  const words = [
    `--model ${names.length > 1 ? 'all' : names[0]}`,
    `--threads ${threads}`,
    `--requests ${requests}`,
    ...(skipped ? ['--skip-transformers'] : []),
    ...(quick ? ['--quick'] : []),
  ];
  return `npm run --silent workbench -- bench decode ${words.join(' ')}`;
}

function modelSection(result: ModelResult): string {
  const { peaks } = result.rates;
  return `
## ${result.title}: ${(result.parameters / 1e6).toFixed(1)} M weights

### Equal batches, prompts of ${equalShape.prompt} tokens, replies of ${equalShape.reply}, float32

${equalTable(result.equal)}

### A stream of ${result.stream[0]?.requests ?? 0} requests, all there at once

Prompts of ${streamLengths.prompt.join(' to ')} tokens, replies of ${streamLengths.reply.join(' to ')}, float32. In the engine requests join and leave a running batch.
transformers.js is given batches of ${streamBatch}, filled on the left, in three orders: as they come; like prompts together, the best
that can be known before; like replies together, which nobody can know before.

${streamTable(result.stream)}

### Under full load

As many requests under way as rows of the batches. Conversation: ${conversationShape.words} new tokens behind ${conversationShape.prefix} whose keys and values are kept;
fresh: ${freshShape.prompt} tokens never seen. Replies of 10 to 20 tokens, ${freshShape.reply} in the mean. Times are from a request to its whole reply.
The bounds are calculated below, for all threads together.

${conversationTable(result.conversation, result.bounds)}

### What bounds it

Peaks of onnxruntime with ${peaks.threads} thread${peaks.threads === 1 ? '' : 's'}, measured before and after, the better of the two: ${rounded(peaks.float32)} GFLOP/s in
float32, ${rounded(peaks.int8)} in int8 (a product of [1024, 1024] and [1024, 4096]). A multiplication and an addition are two operations. Weights are read once for all rows of a batch at each step.

${result.bounds.map(boundLines).join('\n')}
`;
}

function equalTable(rows: readonly EqualRow[]): string {
  const others = Object.values(exportNames).filter((name) => rows[0]?.ms[name] !== undefined);
  const header = [
    'batch',
    'repeats',
    'workbench tokens/s',
    ...others.flatMap((name) => [`${name} tokens/s`, 'ratio']),
    ...(others.length > 0 ? ['same replies'] : []),
  ];
  return markdown(
    header,
    rows.map(({ batch, repeats, tokensPerSecond, same, compared }) => {
      const own = tokensPerSecond[workbench] ?? Number.NaN;
      return [
        String(batch),
        String(repeats),
        rounded(own),
        ...others.flatMap((name) => {
          const theirs = tokensPerSecond[name] ?? Number.NaN;
          return [rounded(theirs), ratio(own, theirs)];
        }),
        ...(others.length > 0 ? [`${same} of ${compared}`] : []),
      ];
    }),
  );
}

function streamTable(rows: readonly StreamRow[]): string {
  const own = rows.find(({ system }) => system === workbench);
  return markdown(
    ['system', 'order', 'repeats', 'seconds', 'tokens/s', 'replies/s', 'workbench ÷ it', 'same replies'],
    rows.map((row) => [
      row.system,
      row.order,
      String(row.repeats),
      row.seconds.toFixed(2),
      rounded(row.tokensPerSecond),
      row.repliesPerSecond.toFixed(1),
      row === own ? '' : ratio(own?.tokensPerSecond ?? Number.NaN, row.tokensPerSecond),
      row === own ? '' : `${row.same} of ${row.compared}`,
    ]),
  );
}

function conversationTable(rows: readonly ConversationRow[], bounds: readonly Bounds[]): string {
  return markdown(
    [
      'prompt',
      'weights',
      'processes × threads',
      'at once',
      'replies',
      'replies/s',
      'tokens/s',
      'p50 ms',
      'p95 ms',
      'from prefixes',
      'share of the bound',
      'MiB a process',
    ],
    rows.map((row) => {
      const bound = bounds.find(({ weights }) => weights === row.weights);
      const most = row.kind === 'conversation' ? bound?.conversation : bound?.fresh;
      return [
        row.kind,
        row.weights,
        `${row.processes} × ${row.threads}`,
        String(row.clients),
        String(row.replies),
        row.repliesPerSecond.toFixed(1),
        rounded(row.tokensPerSecond),
        row.p50 === null ? '–' : rounded(row.p50),
        row.p95 === null ? '–' : rounded(row.p95),
        percent(row.reused),
        percent(row.repliesPerSecond / (most?.repliesPerSecond ?? Number.NaN)),
        rounded(row.memory / 2 ** 20),
      ];
    }),
  );
}

/** The calculation, so that it can be followed by hand. */
function boundLines(bound: Bounds): string {
  const { weights, stream, gigabytesPerStep, tokensPerSecondAlone } = bound;
  const alone = `${megabytes(gigabytesPerStep)} ÷ ${stream.toFixed(1)} GB/s (one row through as many weights, measured)`;
  return `- ${weights}, conversation: ${calculation(bound, bound.conversation)}
- ${weights}, fresh prompts: ${calculation(bound, bound.fresh)}
- ${weights}, a batch of one: each step goes through the weights, ${alone}: **at most ${rounded(tokensPerSecondAlone)} tokens/s**.`;
}

function calculation(
  { peak, attentionPeak, stream, gigabytesPerStep, rows }: Bounds,
  part: ReplyBound,
): string {
  const arithmetic = `${part.replyWork.toFixed(2)} GFLOP ÷ ${rounded(peak)} GFLOP/s = ${rounded(part.replyTime)} ms`;
  const memory = `${part.steps} × ${megabytes(gigabytesPerStep)} ÷ ${stream.toFixed(1)} GB/s ÷ ${rows} rows = ${rounded(part.streamTime)} ms`;
  return [
    `prompt ${part.promptWork.toFixed(2)} GFLOP ÷ ${rounded(peak)} GFLOP/s = ${rounded(part.promptTime)} ms`,
    `reply ${arithmetic}, or ${memory} (the larger counts: ${part.streamTime > part.replyTime ? 'memory' : 'arithmetic'})`,
    `keys and values ${part.attentionWork.toFixed(3)} GFLOP ÷ ${rounded(attentionPeak)} GFLOP/s = ${rounded(part.attentionTime)} ms`,
    `together ${rounded(part.time)} ms: **at most ${rounded(part.repliesPerSecond)} replies/s**.`,
  ].join('; ');
}

function megabytes(gigabytes: number): string {
  return `${(gigabytes * 1000).toFixed(1)} MB`;
}

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumeric = header.map((_, column) => rows.every((row) => /^[–\d]|^$/.test(row[column] ?? '')));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(isNumeric.map((numeric) => (numeric ? '---:' : '---'))), ...rows.map(line)].join(
    '\n',
  );
}

/** Three digits where there is something behind the point. */
function rounded(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}

function ratio(own: number, other: number): string {
  return Number.isFinite(own / other) ? `${(own / other).toFixed(2)} ×` : '–';
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(0)} %` : '–';
}
