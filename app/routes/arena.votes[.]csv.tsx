import type { LoaderFunctionArgs } from '@remix-run/node';
import { parseTableAddress } from '#app/server/arena/arena-table.server.ts';
import { csvAttachment } from '#app/server/csv-attachment.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const address = parseTableAddress(new URL(request.url).searchParams);
  return csvAttachment('arena-votes.csv', await context.aside('arenaVotesCsv', address));
}
