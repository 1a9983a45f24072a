import { Link } from '@remix-run/react';
import { LocalTime } from '../import/local-time.tsx';
import { Section } from '../study/section.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Notice } from '../ui/status.tsx';
import { EmptyState, PageHeader } from '../ui/surface.tsx';
import { StrengthsFigure } from './strengths-figure.tsx';
import { StrengthsTable } from './strengths-table.tsx';
import { TableControls } from './table-controls.tsx';
import { type ArenaTablePage, tableQuery } from './table-page.ts';
import { VotesMatrix } from './votes-matrix.tsx';

/** Who is how strong by the arena's votes, and how sure that is. */
export function TableView(page: ArenaTablePage) {
  const { totals, table, address } = page;
  return (
    <>
      <PageHeader
        title="Arena table"
        lead="Systems by the votes of people who met two of them without knowing which."
        actions={
          <>
            <LinkButton to="/arena">To the arena</LinkButton>
            {table.votes > 0 ? (
              <LinkButton to={`/arena/votes.csv${tableQuery(address)}`} reloadDocument download>
                Votes as CSV
              </LinkButton>
            ) : null}
          </>
        }
      />
      {totals.votes === 0 ? (
        <EmptyState title="No votes yet" action={<LinkButton to="/arena">To the arena</LinkButton>}>
          Vote yourself, or give people a link to the arena; the table grows with every vote.
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-6">
          <TableControls page={page} />
          <Changes page={page} />
          {table.votes === 0 ? (
            <EmptyState title="No votes of this kind">Choose fewer limits above.</EmptyState>
          ) : (
            <Found page={page} />
          )}
        </div>
      )}
    </>
  );
}

/** Votes from before and after a change are of two systems under one name. */
function Changes({ page: { changes, address } }: { readonly page: ArenaTablePage }) {
  if (changes.length === 0 || address.versions === 'apart') return null;
  return (
    <Notice tone="warning" title="Systems have changed since the first votes">
      <ul className="flex flex-col gap-1">
        {changes.map(({ system, version, since }) => (
          <li key={`${system} ${version}`} className="[overflow-wrap:anywhere]">
            {system} answers with version {version} since <LocalTime at={since} />.{' '}
            <Link
              to={`/arena/table${tableQuery({ ...address, since: since.slice(0, 10) })}`}
              className="underline underline-offset-4"
            >
              Votes since that day
            </Link>
          </li>
        ))}
      </ul>
      <Link
        to={`/arena/table${tableQuery({ ...address, versions: 'apart' })}`}
        className="mt-2 inline-block underline underline-offset-4"
      >
        Each checkpoint on its own
      </Link>
    </Notice>
  );
}

function Found({ page }: { readonly page: ArenaTablePage }) {
  const { table, totals, address } = page;
  const { first, second, tie, 'both-bad': bothBad } = table.choices;
  const reason = table.systems.find(({ strength }) => strength.reason !== '')?.strength.reason;
  return (
    <>
      <Section
        title="Strengths"
        lead={
          <>
            {counted(table.votes, 'vote')} of {counted(table.voters, 'person', 'people')}: {first + second}{' '}
            for one of the two ({first} for A, {second} for B), {counted(tie, 'tie')}, {bothBad} for neither.
          </>
        }
      >
        {reason ? (
          <p className="max-w-prose text-ink-soft">
            Strengths cannot be told yet: {reason}. The counts below are all there is to say.
          </p>
        ) : (
          <StrengthsFigure page={page} />
        )}
        <StrengthsTable page={page} />
      </Section>
      <Section
        title="Who met whom"
        lead="Row against column: wins, losses, ties and votes for neither, and the row's share of votes, a tie as half."
      >
        <VotesMatrix table={table} />
      </Section>
      <Section title="How these numbers are made">
        <div className="grid max-w-6xl gap-x-10 gap-y-3 text-sm text-ink-soft lg:grid-cols-2">
          <p>
            <strong className="font-semibold text-ink">Strength.</strong> The Bradley–Terry model over all
            votes, in logits, with mean 0; a tie is half a win for either.{' '}
            {address.bothBad === 'tie'
              ? 'A vote for neither counts as a tie, as in Chatbot Arena (Chiang et al. 2024).'
              : 'Votes for neither are left out of the strengths.'}
          </p>
          <p>
            <strong className="font-semibold text-ink">Intervals.</strong> 95 %, by {page.resamples} resamples
            of {table.unit === 'people' ? 'people with all their votes' : 'votes'}.{' '}
            {table.unit === 'people'
              ? 'Votes of one person depend on each other; those of different people do not.'
              : 'With fewer than 20 people votes are taken as independent, which makes intervals rather too short where few people gave most.'}
          </p>
          <p>
            <strong className="font-semibold text-ink">Who meets.</strong> Pairs of which one more vote is
            expected to shorten the intervals most are drawn more often, and a tenth of the draws goes to all
            pairs alike.
          </p>
          <p>
            <strong className="font-semibold text-ink">Left out.</strong>{' '}
            {address.leaks === 'out'
              ? `${counted(totals.leaks, 'vote')} on replies that named a system.`
              : 'Nothing: votes on replies that named a system count here.'}{' '}
            {counted(totals.unvoted, 'conversation')} ended without a vote though both had answered.
          </p>
          <p className="lg:col-span-2">
            <span className="font-semibold text-ink">Signature.</span>{' '}
            <code className="text-xs [overflow-wrap:anywhere]">{table.signature}</code>
          </p>
        </div>
      </Section>
    </>
  );
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}
