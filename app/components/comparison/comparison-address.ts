/** Contexts on a page of the list. */
export const listSize = 50;

/** What the address of a comparison says: which systems beside one another, over which contexts, and what is open. */
export interface ComparisonAddress {
  /** By name, in the order of their columns; empty for all. */
  readonly systems: readonly string[];
  /** Ids of runs that are looked at in place of those that a system would show by itself. */
  readonly runs: readonly string[];
  /** Null for all. */
  readonly emotion: string | null;
  readonly split: string | null;
  readonly search: string;
  /** Only where these two answer in other words. */
  readonly differ: readonly [string, string] | null;
  readonly flagged: boolean;
  readonly view: ComparisonView;
  /** The page of scores that the person came from and goes back to. */
  readonly from?: string | undefined;
}

export type ComparisonView =
  /** `page` from 1. */
  | { readonly kind: 'list'; readonly page: number }
  /** `context` is its id, or null for the first under the filters. */
  | { readonly kind: 'context'; readonly context: number | null };

/** The query of an address; empty for the list of everything. */
export function comparisonQuery(address: ComparisonAddress): string {
  const query = new URLSearchParams();
  for (const system of address.systems) query.append('system', system);
  for (const run of address.runs) query.append('run', run);
  if (address.search !== '') query.set('q', address.search);
  if (address.emotion !== null) query.set('emotion', address.emotion);
  if (address.split !== null) query.set('split', address.split);
  for (const system of address.differ ?? []) query.append('differ', system);
  if (address.flagged) query.set('flagged', '1');
  if (address.view.kind === 'context') query.set('context', String(address.view.context ?? 'first'));
  else if (address.view.page !== 1) query.set('page', String(address.view.page));
  if (address.from) query.set('from', address.from);
  return query.size === 0 ? '' : `?${query}`;
}
