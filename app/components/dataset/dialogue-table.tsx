import { Link } from '@remix-run/react';
import {
  createColumnHelper,
  type Header,
  rowPaginationFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import { Badge } from '#app/components/ui/status.tsx';
import type { DialogueRow, DialogueSort } from '#db/queries/dialogue-page.ts';
import { dialogueAddress } from './addresses.ts';
import { type DialogueListAddress, dialogueListQuery, sortColumns } from './dialogue-list-address.ts';
import { FoundText } from './found-text.tsx';
import { PageLinks } from './page-links.tsx';

interface DialogueTableProps {
  readonly dataset: string;
  readonly rows: readonly DialogueRow[];
  readonly total: number;
  readonly address: DialogueListAddress;
}

const features = tableFeatures({ rowSortingFeature, rowPaginationFeature });
type Features = typeof features;
const column = createColumnHelper<Features, DialogueRow>();

/** The ids of the columns that sort are the address's words for it. */
const columns = column.columns([
  column.accessor('convId', { id: 'conv_id', header: 'Dialogue' }),
  column.accessor('emotion', { id: 'emotion', header: 'Emotion' }),
  column.accessor('split', { id: 'split', header: 'Split' }),
  column.accessor('turnCount', { id: 'turns', header: 'Turns', sortDescFirst: true }),
  column.accessor('excerpt', { id: 'text', header: 'Situation and words', enableSorting: false }),
]);

/** One page of dialogues. The server has filtered, sorted and cut it; the table says so in heads and links. */
export function DialogueTable({ dataset, rows, total, address }: DialogueTableProps) {
  const { sort, descending, page, size } = address;
  const state = useMemo(
    () => ({
      sorting: sort === 'order' ? [] : [{ id: sort, desc: descending }],
      pagination: { pageIndex: page - 1, pageSize: size },
    }),
    [sort, descending, page, size],
  );
  const table = useTable({
    features,
    columns,
    data: rows as DialogueRow[],
    rowCount: total,
    manualSorting: true,
    manualPagination: true,
    state,
  });
  return (
    <>
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">Dialogues of {dataset}</caption>
        <thead className="max-md:hidden">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className="border-b border-line-strong/40 text-left text-ink-soft">
              {group.headers.map((header) => (
                <SortableHead key={header.id} header={header} address={address} />
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <DialogueTableRow key={row.id} dataset={dataset} row={row.original} search={address.search} />
          ))}
        </tbody>
      </table>
      <PageLinks
        page={page}
        pages={table.getPageCount()}
        addressOf={(wanted) => dialogueListQuery({ ...address, page: wanted })}
      />
    </>
  );
}

interface SortableHeadProps {
  readonly header: Header<Features, DialogueRow, unknown>;
  readonly address: DialogueListAddress;
}

const ariaSorts = { asc: 'ascending', desc: 'descending' } as const;

function SortableHead({ header, address }: SortableHeadProps) {
  const { column } = header;
  const title = String(column.columnDef.header);
  const sort = sortColumns.find((name) => name === column.id);
  if (!sort) return <th className="px-3 py-2 font-medium">{title}</th>;
  const sorted = column.getIsSorted();
  const next = column.getNextSortingOrder();
  return (
    <th className="p-0 font-medium" aria-sort={sorted ? ariaSorts[sorted] : 'none'}>
      <Link
        to={dialogueListQuery({ ...address, ...sortedBy(next ? sort : 'order', next === 'desc') })}
        preventScrollReset
        className="flex min-h-10 items-center gap-1.5 px-3 py-2 whitespace-nowrap hover:text-ink"
      >
        {title}
        <span aria-hidden className={sorted ? 'text-accent' : 'text-ink-faint opacity-60'}>
          {sorted === 'asc' ? '↑' : sorted === 'desc' ? '↓' : '↕'}
        </span>
      </Link>
    </th>
  );
}

function sortedBy(sort: DialogueSort, descending: boolean) {
  return { sort, descending, page: 1 };
}

interface DialogueTableRowProps {
  readonly dataset: string;
  readonly row: DialogueRow;
  readonly search: string;
}

/** On a phone the cells flow into a card; the whole of it leads to the dialogue. */
function DialogueTableRow({ dataset, row, search }: DialogueTableRowProps) {
  return (
    <tr className="relative border-b border-line align-top hover:bg-sunken max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:py-3">
      <td className="md:min-w-44 md:px-3 md:py-2.5">
        <Link
          to={dialogueAddress(dataset, row.convId)}
          className="font-medium text-accent after:absolute after:inset-0 hover:underline [overflow-wrap:anywhere]"
        >
          {row.convId}
        </Link>
      </td>
      <td className="md:px-3 md:py-2.5">{row.emotion === null ? null : <Badge>{row.emotion}</Badge>}</td>
      <td className="text-ink-soft md:px-3 md:py-2.5">{row.split}</td>
      <td className="text-ink-soft tabular-nums md:px-3 md:py-2.5 md:text-right">
        {row.turnCount}
        <span className="md:hidden"> {row.turnCount === 1 ? 'turn' : 'turns'}</span>
      </td>
      <td className="max-md:w-full md:px-3 md:py-2.5">
        {row.situation === null ? null : (
          <p dir="auto" className="line-clamp-2 text-ink-faint [overflow-wrap:anywhere]">
            <FoundText text={row.situation} search={search} />
          </p>
        )}
        {row.excerpt === null ? null : (
          <p dir="auto" className="line-clamp-3 font-serif text-base [overflow-wrap:anywhere]">
            <FoundText text={row.excerpt} search={search} />
          </p>
        )}
      </td>
    </tr>
  );
}
