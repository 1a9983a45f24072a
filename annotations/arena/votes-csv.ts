import { csvField } from '#lib/csv-field.ts';
import type { ArenaVote } from './arena-vote.ts';

/** A vote with when and where it was given. */
export interface ExportedVote extends ArenaVote {
  readonly votedAt: string;
  /** Of the link that the person came by. */
  readonly link: string | null;
}

const columns = ['day', 'voter', 'link', 'system_a', 'system_b', 'choice', 'winner', 'turns', 'names_system'];

/** Votes in the order they came. People are pseudonyms, and times are days: a minute may be somebody's. */
export function votesCsv(votes: readonly ExportedVote[]): string {
  const rows = votes.map(({ votedAt, voter, link, systems: [first, second], choice, turns, namesSystem }) => [
    votedAt.slice(0, 10),
    voter,
    link,
    first,
    second,
    choice,
    choice === 'first' ? first : choice === 'second' ? second : '',
    turns,
    namesSystem ? 'yes' : 'no',
  ]);
  return [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}
