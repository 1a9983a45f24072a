import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Db } from '#db/client.ts';
import type { FeedbackRow, FeedbackStatus } from '#db/queries/feedback.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { formatTable } from '../format-table.ts';
import { userPath } from '../user-path.ts';

const run = '$ npm run --silent workbench --';

export function registerFeedbackCommands(program: Command, cli: CliContext): void {
  const group = program
    .command('feedback')
    .description('replies that people reported, or wrote anew')
    .addHelpText('after', `\nExample:\n  ${run} feedback list --status open`);
  registerList(group, cli);
  registerDecision(group, cli, { name: 'accept', status: 'accepted', told: 'accepted' });
  registerDecision(group, cli, { name: 'drop', status: 'dropped', told: 'dropped' });
  registerExport(group, cli);
}

interface ListFlags {
  readonly status: FeedbackStatus;
  readonly kind?: 'report' | 'edit';
  readonly system?: string;
  readonly limit: string;
}

function registerList(group: Command, cli: CliContext): void {
  group
    .command('list')
    .description('reports and edits: what is open and oldest first, what was decided and newest first')
    .addOption(
      new Option('--status <status>', 'which').choices(['open', 'accepted', 'dropped']).default('open'),
    )
    .addOption(new Option('--kind <kind>', 'only these').choices(['report', 'edit']))
    .option('--system <name>', 'only of this system')
    .option('--limit <n>', 'at most so many', '50')
    .addHelpText('after', `\nExample:\n  ${run} feedback list --status open --kind report`)
    .action(async ({ status, kind, system, limit }: ListFlags) => {
      const { countFeedback, listFeedback } = await import('#db/queries/feedback.ts');
      const db = cli.openDb();
      const filter = { status, kind: kind ?? null, systemId: await systemIdOf(db, system) };
      const rows = listFeedback(db, { ...filter, limit: wholeNumber(limit), offset: 0 });
      for (const row of rows) cli.json(row);
      if (rows.length === 0) return cli.print('There is none.');
      cli.print(formatTable(['id', 'kind', 'system', 'since', 'reply', 'instead, or why'], rows.map(cells)));
      const all = countFeedback(db, filter);
      if (all > rows.length) cli.note(`${all - rows.length} more; --limit shows them.`);
    });
}

function cells({ id, kind, system, createdAt, reply, correction, reason }: FeedbackRow): string[] {
  return [id, kind, system, createdAt.slice(0, 16), shortened(reply), shortened(correction ?? reason ?? '')];
}

/** A line for a table: without what would break it. */
function shortened(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 50 ? `${line.slice(0, 49)}…` : line;
}

function registerDecision(
  group: Command,
  cli: CliContext,
  { name, status, told }: { readonly name: string; readonly status: FeedbackStatus; readonly told: string },
): void {
  group
    .command(name)
    .description(`reports and edits are ${told}`)
    .argument('<ids...>', 'as `feedback list` shows them')
    .addHelpText('after', `\nExample:\n  ${run} feedback ${name} fbk_0123456789abcdef`)
    .action(async (ids: readonly string[]) => {
      const { findFeedback } = await import('#db/queries/feedback.ts');
      const { decideAll } = await import('#db/queries/feedback-review.ts');
      const db = cli.openDb();
      const feedback = ids.map((id) => {
        const found = findFeedback(db, id);
        if (found) return { id, seen: found.updatedAt };
        throw new WorkbenchError(
          'not-found',
          `There is no feedback ${id}. \`feedback list\` shows what there is.`,
        );
      });
      const decided = decideAll(db, { feedback, status, userId: null, now: cli.now() });
      cli.json({ status, decided });
      cli.print(`${decided} ${told}.`);
    });
}

function registerExport(group: Command, cli: CliContext): void {
  group
    .command('export')
    .description('what was accepted, as the file that `train negative` and `train caire --continue` read')
    .argument('<file>', 'the JSON Lines file to write')
    .option('--system <name>', 'only of this system')
    .addHelpText('after', `\nExample:\n  ${run} feedback export reports.jsonl --system caire`)
    .action(async (file: string, { system }: { readonly system?: string }) => {
      const { acceptedFeedback } = await import('#db/queries/feedback-review.ts');
      const { reportLine } = await import('#jobs/training/report-lines.ts');
      const db = cli.openDb();
      const accepted = acceptedFeedback(db, { systemId: await systemIdOf(db, system) });
      if (accepted.length === 0) throw new WorkbenchError('bad-input', 'Nothing is accepted yet.');
      const out = createWriteStream(userPath(file));
      for (const feedback of accepted) out.write(`${JSON.stringify(reportLine(feedback))}\n`);
      out.end();
      await once(out, 'finish');
      const edits = accepted.filter(({ kind }) => kind === 'edit').length;
      cli.json({ file: userPath(file), reports: accepted.length - edits, edits });
      cli.print(`${accepted.length - edits} reports and ${edits} edits in ${file}.`);
    });
}

async function systemIdOf(db: Db, name: string | undefined): Promise<string | null> {
  if (name === undefined) return null;
  const { findGenerator } = await import('#db/queries/generator-systems.ts');
  return findGenerator(db, name).id;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new WorkbenchError('bad-input', '--limit must be a whole number of at least 1.');
}
