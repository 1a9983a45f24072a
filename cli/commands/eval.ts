import type { Command } from 'commander';
import type { CliContext } from '../context.ts';

/** Far above what a line needs, below what one string of the engine can hold. */
const maxLineBytes = 400 * 2 ** 20;

export function registerEvalCommand(program: Command, cli: CliContext): void {
  program
    .command('eval')
    .description('metrics and statistics of JSON lines on standard input, an answer a line')
    .addHelpText(
      'after',
      `
Example:
  $ npm run --silent workbench -- eval <<< '{"id": 1, "metric": "krippendorff_alpha", "params": {"level": "nominal"}, "inputs": {"reliability_data": [[1, 2, 2], [1, 2, null]]}}'

Each line is {"id": …, "metric": NAME, "params": {…}, "inputs": {…}}; the answer is {"id": …, "result": …} or
{"id": …, "error": {"code": …, "message": …}}, in the same order. A line that cannot be answered stops nothing.`,
    )
    .action(async () => {
      const [{ evaluateLine, failureLine }, { EvaluationError }, { splitLines }, { evalResources }] =
        await Promise.all([
          import('#eval/protocol/evaluate-line.ts'),
          import('#eval/protocol/evaluation-error.ts'),
          import('../split-lines.ts'),
          import('../eval-resources.ts'),
        ]);
      const resources = evalResources();
      const onDefect = (error: unknown) =>
        cli.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
      const faults = {
        'too-long': new EvaluationError('bad-line', `A line may have ${maxLineBytes} bytes at most.`),
        'not-utf8': new EvaluationError('bad-json', 'The line is not UTF-8.'),
      };
      for await (const line of splitLines(process.stdin, { maxBytes: maxLineBytes })) {
        const answer =
          'fault' in line
            ? failureLine('null', faults[line.fault])
            : evaluateLine(line.text, { resources, onDefect });
        await cli.write(`${answer}\n`);
      }
    });
}
