import type { DialogueSort } from '#db/queries/dialogue-page.ts';

/** What the table's heads sort by; besides them there is the order of the file. */
export const sortColumns = [
  'conv_id',
  'emotion',
  'split',
  'turns',
] as const satisfies readonly DialogueSort[];

export const pageSizes = [25, 50, 100] as const;

/** What the address of a dataset's page says: which dialogues, in which order, which page of them. */
export interface DialogueListAddress {
  /** Null for all. */
  readonly emotion: string | null;
  readonly split: string | null;
  readonly search: string;
  readonly sort: DialogueSort;
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
  readonly size: (typeof pageSizes)[number];
}

export const plainDialogueList: DialogueListAddress = {
  emotion: null,
  split: null,
  search: '',
  sort: 'order',
  descending: false,
  page: 1,
  size: 50,
};

/** The query of an address, empty for the plain list; `sort=-turns` is from most turns to fewest. */
export function dialogueListQuery(address: DialogueListAddress): string {
  const query = new URLSearchParams();
  if (address.search !== '') query.set('q', address.search);
  if (address.emotion !== null) query.set('emotion', address.emotion);
  if (address.split !== null) query.set('split', address.split);
  if (address.sort !== 'order' || address.descending)
    query.set('sort', `${address.descending ? '-' : ''}${address.sort}`);
  if (address.size !== plainDialogueList.size) query.set('size', String(address.size));
  if (address.page !== 1) query.set('page', String(address.page));
  return query.size === 0 ? '' : `?${query}`;
}
