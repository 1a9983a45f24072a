import { csvField } from '#lib/csv-field.ts';
import type { VersionedVote } from './tell-versions-apart.ts';

/** A vote with when and where it was given. */
export interface ExportedVote extends VersionedVote {
  readonly votedAt: string;
  /** Of the link that the person came by. */
  readonly link: string | null;
}

const columns = [
  'day',
  'voter',
  'link',
  'system_a',
  'system_b',
  'choice',
  'winner',
  'turns',
  'names_system',
  'checkpoint_a',
  'checkpoint_b',
];

/** Votes in the order they came. People are pseudonyms, and times are days: a minute may be somebody's. */
export function votesCsv(votes: readonly ExportedVote[]): string {
  const rows = votes.map(
    ({ votedAt, voter, link, systems: [first, second], choice, turns, namesSystem, checkpoints }) => [
      votedAt.slice(0, 10),
      voter,
      link,
      first,
      second,
      choice,
      choice === 'first' ? first : choice === 'second' ? second : '',
      turns,
      namesSystem ? 'yes' : 'no',
      ...checkpoints,
    ],
  );
  return [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}
