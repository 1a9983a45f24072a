import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { comparisonPath } from '#app/components/dataset/addresses.ts';
import { DialogueFilters } from '#app/components/dataset/dialogue-filters.tsx';
import { DialogueTable } from '#app/components/dataset/dialogue-table.tsx';
import { counted, formatCount } from '#app/components/dataset/format-count.ts';
import { OpenRuns } from '#app/components/runs/open-runs.tsx';
import { newRunAddress } from '#app/components/systems/addresses.ts';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState, PageHeader } from '#app/components/ui/surface.tsx';
import { parseDialogueList } from '#app/server/dialogue-list-request.server.ts';
import { expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { dialoguePage } from '#db/queries/dialogue-page.ts';
import { listOpenGenerations } from '#db/queries/generation-jobs.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const { id, name, description, licence } = expected(() => findDataset(context.db, params.name ?? ''));
  const address = parseDialogueList(new URL(request.url).searchParams);
  const { page, size, ...filter } = address;
  const found = dialoguePage(context.db, {
    ...filter,
    datasetId: id,
    limit: size,
    offset: (page - 1) * size,
  });
  const jobs = listOpenGenerations(context.db, name);
  return { name, description, licence, address, jobs, ...found };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.name ?? 'Dataset'} · Workbench` },
];

export default function DatasetPage() {
  const { name, description, licence, address, jobs, rows, total, emotions, splits } =
    useLoaderData<typeof loader>();
  const first = (address.page - 1) * address.size + 1;
  return (
    <>
      <PageHeader
        title={<span className="[overflow-wrap:anywhere]">{name}</span>}
        lead={[description, licence && `Licence: ${licence}`].filter(Boolean).join(' · ')}
        actions={
          <>
            <LinkButton to={`/import?kind=responses&target=${encodeURIComponent(name)}`} look="quiet">
              Import answers
            </LinkButton>
            <LinkButton to={newRunAddress({ dataset: name })}>Start a run</LinkButton>
            <LinkButton to={comparisonPath(name)}>Compare</LinkButton>
          </>
        }
      />
      <OpenRuns jobs={jobs} about="dataset" />
      <DialogueFilters address={address} emotions={emotions} splits={splits} />
      <p role="status" className="mb-2 text-sm text-ink-soft tabular-nums">
        {rows.length === 0
          ? counted(total, 'dialogue')
          : `${counted(total, 'dialogue')}, shown: ${formatCount(first)} to ${formatCount(first + rows.length - 1)}`}
      </p>
      {rows.length === 0 ? (
        <EmptyState title={total === 0 ? 'No dialogue is like this' : 'This page is past the last one'}>
          {total === 0
            ? 'Search for other words, or choose fewer filters.'
            : 'Fewer dialogues match than before.'}
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-5">
          <DialogueTable dataset={name} rows={rows} total={total} address={address} />
        </div>
      )}
    </>
  );
}
