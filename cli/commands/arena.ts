import type { Command } from 'commander';
import type { ArenaTable } from '#annotations/arena/arena-table.ts';
import type { ArenaFilter } from '#db/queries/arena-votes.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { formatTable } from '../format-table.ts';

const run = '$ npm run --silent workbench --';

interface FilterOptions {
  readonly link?: string;
  readonly since?: string;
  readonly turns?: string;
  readonly leaks?: boolean;
}

interface TableOptions extends FilterOptions {
  readonly bothBad: string;
  readonly resamples: string;
  readonly seed: string;
  readonly byVersion?: boolean;
}

/** `arena table` and `arena export`: what people voted on live replies. */
export function registerArenaCommands(program: Command, cli: CliContext): void {
  const group = program.command('arena').description('votes on live replies of two unnamed systems');
  filtered(
    group
      .command('table')
      .description('strengths by Bradley–Terry with intervals and rank intervals, and the votes by pair')
      .option('--both-bad <rule>', 'what a vote for neither is to strengths: tie or left-out', 'tie')
      .option('--resamples <n>', 'resamples for intervals', '1000')
      .option('--seed <n>', 'of the resamples', '1')
      .option('--by-version', 'each checkpoint of a system as a system of its own'),
  )
    .addHelpText('after', `\nExample:\n  ${run} arena table --turns 2 --json`)
    .action(async (options: TableOptions) => {
      const { arenaTable, bothBadRules } = await import('#annotations/arena/arena-table.ts');
      const { listArenaVotes } = await import('#db/queries/arena-votes.ts');
      const bothBad = bothBadRules.find((rule) => rule === options.bothBad);
      if (!bothBad) throw new WorkbenchError('bad-input', '--both-bad must be tie or left-out.');
      const { tellVersionsApart } = await import('#annotations/arena/tell-versions-apart.ts');
      const { withCheckpoints } = await import('#db/queries/arena-versions.ts');
      const db = cli.openDb();
      const votes = withCheckpoints(db, listArenaVotes(db, filterOf(options)));
      const table = arenaTable(options.byVersion ? tellVersionsApart(votes) : votes, {
        bothBad,
        level: 0.95,
        resamples: wholeNumber('--resamples', options.resamples, 1),
        seed: wholeNumber('--seed', options.seed, 0),
      });
      cli.json(table);
      cli.print(tableText(table));
    });
  filtered(
    group
      .command('export')
      .description('every vote, a line each, as CSV; people are pseudonyms and times are days')
      .option('--out <file>', 'where to write it; to the terminal where left out'),
  )
    .addHelpText('after', `\nExample:\n  ${run} arena export --out votes.csv`)
    .action(async (options: FilterOptions & { readonly out?: string }) => {
      const { votesCsv } = await import('#annotations/arena/votes-csv.ts');
      const { listArenaVotes } = await import('#db/queries/arena-votes.ts');
      const { withCheckpoints } = await import('#db/queries/arena-versions.ts');
      const db = cli.openDb();
      const votes = withCheckpoints(db, listArenaVotes(db, filterOf(options)));
      if (options.out === undefined) {
        cli.json(votes.map(({ conversation, ...vote }) => ({ ...vote, votedAt: vote.votedAt.slice(0, 10) })));
        cli.print(votesCsv(votes).trimEnd());
        return;
      }
      const { writeFile } = await import('node:fs/promises');
      const { userPath } = await import('../user-path.ts');
      const file = userPath(options.out);
      await writeFile(file, votesCsv(votes));
      cli.json({ file, votes: votes.length });
      cli.print(`${votes.length} votes are in ${file}.`);
    });
}

function filtered(command: Command): Command {
  return command
    .option('--link <id>', 'only of people who came by this link; "none" for those who came by none')
    .option('--since <day>', 'only votes of this day (2026-01-31) or later')
    .option('--turns <n>', 'only votes after this many turns or more')
    .option('--leaks', 'votes on replies that named a system as well');
}

function filterOf({ link, since, turns, leaks }: FilterOptions): ArenaFilter {
  if (since !== undefined && Number.isNaN(Date.parse(since)))
    throw new WorkbenchError('bad-input', '--since must be a day such as 2026-01-31.');
  return {
    link,
    since,
    leastTurns: turns === undefined ? undefined : wholeNumber('--turns', turns, 1),
    leaks: leaks ? 'in' : 'out',
  };
}

function wholeNumber(option: string, given: string, least: number): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < least)
    throw new WorkbenchError('bad-input', `${option} must be a whole number of at least ${least}.`);
  return value;
}

function tableText({ votes, voters, choices, systems, pairs, unit, signature }: ArenaTable): string {
  if (votes === 0) return 'There are no votes.';
  const reason = systems.find(({ strength }) => strength.reason !== '')?.strength.reason;
  const number = (value: number | null) => (value === null ? '–' : value.toFixed(2));
  return [
    `${votes} votes of ${voters} people: ${choices.first} for A, ${choices.second} for B, ${choices.tie} ties, ${choices['both-bad']} for neither.`,
    '',
    formatTable(
      ['system', 'rank', 'ranks', 'strength', '95 %', 'votes', 'wins', 'losses', 'ties', 'neither'],
      systems.map(({ system, rank, strength, ...counts }) => [
        system,
        rank.value ?? '–',
        rank.low === null ? '–' : `${rank.low} to ${rank.high}`,
        number(strength.value),
        strength.low === null ? '–' : `${number(strength.low)} to ${number(strength.high)}`,
        counts.votes,
        counts.wins,
        counts.losses,
        counts.ties,
        counts.bothBad,
      ]),
    ),
    ...(reason ? ['', `No strengths: ${reason}.`] : []),
    '',
    formatTable(
      ['pair', '', 'first won', 'second won', 'ties', 'neither'],
      pairs.map(({ systems: [first, second], wins, ties, bothBad }) => [
        first,
        second,
        ...wins,
        ties,
        bothBad,
      ]),
    ),
    '',
    `Intervals by drawing ${unit} anew. ${signature}`,
  ].join('\n');
}
