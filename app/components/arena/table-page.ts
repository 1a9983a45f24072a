import type { ArenaTable, BothBadRule } from '#annotations/arena/arena-table.ts';
import type { ContenderChange } from '#db/queries/arena-versions.ts';

/** What of the votes is looked at: the page's address. */
export interface TableAddress {
  /** Id of a link, `none` for votes without one, empty for all. */
  readonly link: string;
  /** A day, or empty. */
  readonly since: string;
  readonly turns: number;
  readonly leaks: 'in' | 'out';
  readonly bothBad: BothBadRule;
  /** Whether each checkpoint of a system is a system of its own. */
  readonly versions: 'together' | 'apart';
}

export interface ArenaTablePage {
  readonly address: TableAddress;
  readonly links: readonly { readonly id: string; readonly title: string }[];
  readonly totals: { readonly votes: number; readonly leaks: number; readonly unvoted: number };
  readonly table: ArenaTable;
  /** When systems with votes came to answer with another checkpoint. */
  readonly changes: readonly ContenderChange[];
  readonly resamples: number;
}

export function tableQuery({ link, since, turns, leaks, bothBad, versions }: TableAddress): string {
  const query = new URLSearchParams();
  if (link) query.set('link', link);
  if (since) query.set('since', since);
  if (turns > 1) query.set('turns', String(turns));
  if (leaks === 'in') query.set('leaks', 'in');
  if (bothBad === 'left-out') query.set('both-bad', 'left-out');
  if (versions === 'apart') query.set('versions', 'apart');
  return query.size > 0 ? `?${query}` : '';
}

/** The share of votes that a system of this log strength gets against one of average strength. */
export function againstAverage(strength: number): number {
  return 1 / (1 + Math.exp(-strength));
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
