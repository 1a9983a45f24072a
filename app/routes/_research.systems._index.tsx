import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { AddressForm, AddressSearch } from '#app/components/dataset/address-form.tsx';
import { counted } from '#app/components/dataset/format-count.ts';
import { OpenRuns } from '#app/components/runs/open-runs.tsx';
import { newRunAddress } from '#app/components/systems/addresses.ts';
import { SystemList } from '#app/components/systems/system-list.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState, PageHeader } from '#app/components/ui/surface.tsx';
import { requireResearcher } from '#app/server/session.server.ts';
import { systemEntries } from '#app/server/systems.server.ts';
import { listOpenGenerations } from '#db/queries/generation-jobs.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const search = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, 200);
  const all = systemEntries(context.db);
  const wanted = search.toLowerCase();
  const systems = all.filter(({ name, description, generator }) =>
    [name, description, generator ?? ''].some((text) => text.toLowerCase().includes(wanted)),
  );
  return { systems, total: all.length, search, jobs: listOpenGenerations(context.db) };
}

export const meta: MetaFunction = () => [{ title: 'Systems · Workbench' }];

/** From so many on a list is searched rather than read. */
const manySystems = 12;

export default function Systems() {
  const { systems, total, search, jobs } = useLoaderData<typeof loader>();
  const canRun = systems.some(({ state }) => state === 'ready');
  return (
    <>
      <PageHeader
        title="Systems"
        lead="What answers: models that run here, answers that were brought in, and people."
        actions={
          <>
            <LinkButton to="/remote-systems/new">Add a remote system</LinkButton>
            {canRun ? (
              <LinkButton to={newRunAddress({})} look="primary">
                Start a run
              </LinkButton>
            ) : null}
          </>
        }
      />
      <OpenRuns jobs={jobs} />
      {total > manySystems || search ? (
        <AddressForm label="Find systems" className="mb-6 max-w-md">
          <AddressSearch label="Search in names and descriptions" value={search} />
          <p role="status" className="mt-2 text-sm text-ink-soft tabular-nums">
            {counted(systems.length, 'system')}
          </p>
        </AddressForm>
      ) : null}
      {systems.length === 0 ? (
        <EmptyState
          title={search ? 'No system is called so' : 'No systems yet'}
          action={
            search ? (
              <LinkButton to="/systems">Show all</LinkButton>
            ) : (
              <LinkButton to="/import">Import</LinkButton>
            )
          }
        >
          {search
            ? 'Search for another word.'
            : 'A system appears with the answers that are imported, or with `workbench systems add`.'}
        </EmptyState>
      ) : (
        <SystemList systems={systems} />
      )}
    </>
  );
}
