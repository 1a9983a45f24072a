/** One look for the tables of numbers. */
export const headCell =
  'px-3 py-2 text-left align-bottom text-xs font-medium text-ink-soft first:pl-0 last:pr-0';
export const numberHead = 'px-3 py-2 text-right align-bottom text-xs font-medium text-ink-soft last:pr-0';
export const bodyCell = 'px-3 py-2 align-top first:pl-0 last:pr-0';
export const numberCell = 'px-3 py-2 text-right align-top tabular-nums last:pr-0';
