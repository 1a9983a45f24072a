import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { RecentImports } from '#app/components/import/recent-imports.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState, PageHeader } from '#app/components/ui/surface.tsx';
import { requireResearcher } from '#app/server/session.server.ts';
import { listRecentImports } from '#db/queries/recent-imports.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return { imports: listRecentImports(context.db, 100) };
}

export const meta: MetaFunction = () => [{ title: 'Jobs · Workbench' }];

export default function Jobs() {
  const { imports } = useLoaderData<typeof loader>();
  return (
    <div className="max-w-4xl">
      <PageHeader title="Jobs" lead="Work that goes on in the background, newest first." />
      {imports.length > 0 ? (
        <RecentImports imports={imports} />
      ) : (
        <EmptyState title="No jobs yet" action={<LinkButton to="/import">Import</LinkButton>}>
          Imports from the browser show up here.
        </EmptyState>
      )}
    </div>
  );
}
