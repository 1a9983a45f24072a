import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { CliContext } from '../context.ts';
import { formatTable } from '../format-table.ts';

const run = '$ npm run --silent workbench --';

/** Keys to `/v1`. */
export function registerTokenCommands(program: Command, cli: CliContext): void {
  const group = program
    .command('tokens')
    .description('keys with which programs ask the systems here over the OpenAI API')
    .addHelpText('after', `\nExample:\n  ${run} tokens list`);
  registerCreate(group, cli);
  registerList(group, cli);
  registerRevoke(group, cli);
}

interface CreateFlags {
  readonly requestsPerMinute: number;
  readonly tokensPerDay?: number | null;
  readonly days?: number;
}

function registerCreate(group: Command, cli: CliContext): void {
  group
    .command('create')
    .description('make a token; it is printed this once')
    .argument('<name>', 'who or what it is for')
    .option('--requests-per-minute <n>', 'most requests begun in a minute', wholeNumber, 60)
    .option(
      '--tokens-per-day <n>',
      'most tokens written in a day (UTC); any number where left out',
      wholeNumber,
    )
    .option('--days <n>', 'how long it works; until it is revoked where left out', wholeNumber)
    .addHelpText('after', `\nExample:\n  ${run} tokens create notebook --tokens-per-day 100000`)
    .action(async (name: string, { requestsPerMinute, tokensPerDay = null, days }: CreateFlags) => {
      const { makeApiToken } = await import('#jobs/make-api-token.ts');
      const now = cli.now();
      const expiresAt =
        days === undefined ? null : new Date(Date.parse(now) + days * 24 * 3600 * 1000).toISOString();
      const limits = { requestsPerMinute, tokensPerDay, expiresAt };
      const made = makeApiToken(cli.openDb(), { name, ...limits, createdBy: null, now });
      cli.json({ ...made, name, ...limits });
      cli.print(made.secret);
      cli.note('Keep it now: it is shown only this once.');
    });
}

function registerList(group: Command, cli: CliContext): void {
  group
    .command('list')
    .description('every token with its use')
    .addHelpText('after', `\nExample:\n  ${run} tokens list`)
    .action(async () => {
      const { listApiTokens } = await import('#db/queries/api-tokens.ts');
      const rows = listApiTokens(cli.openDb(), cli.now());
      for (const row of rows) cli.json(row);
      if (rows.length === 0) cli.print('No tokens yet. `tokens create` makes one.');
      else
        cli.print(
          formatTable(
            ['name', 'begins with', 'requests', 'tokens written', 'today', 'last used', 'state'],
            rows.map(({ name, beginning, total, today, lastUsedAt, revokedAt, expiresAt }) => [
              ...[name, beginning, total.requests, total.completionTokens, today.completionTokens],
              lastUsedAt ?? 'never',
              revokedAt ? 'revoked' : expiresAt ? `until ${expiresAt.slice(0, 10)}` : 'works',
            ]),
          ),
        );
    });
}

function registerRevoke(group: Command, cli: CliContext): void {
  group
    .command('revoke')
    .description('end a token')
    .argument('<token>', 'its first characters, as `tokens list` shows them, or its id')
    .addHelpText('after', `\nExample:\n  ${run} tokens revoke wb-Ab3xK`)
    .action(async (named: string) => {
      const { revokeApiToken } = await import('#db/queries/api-tokens.ts');
      revokeApiToken(cli.openDb(), { named, now: cli.now() });
      cli.json({ revoked: named });
      cli.print(`${named} works no more.`);
    });
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number of at least 1.');
}
