import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { TableView } from '#app/components/arena/table-view.tsx';
import { parseTableAddress } from '#app/server/arena/arena-table.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return context.aside('arenaTable', parseTableAddress(new URL(request.url).searchParams));
}

export const meta: MetaFunction = () => [{ title: 'Arena table · Workbench' }];

export default function ArenaTableRoute() {
  return <TableView {...useLoaderData<typeof loader>()} />;
}
