import type { LoaderFunctionArgs } from '@remix-run/node';
import { attachment } from '#app/server/file-name.server.ts';
import { correlationsCsv, pointsCsv } from '#app/server/human-csv.server.ts';
import { parseHuman } from '#app/server/human-request.server.ts';
import { humanPage } from '#app/server/human-scores.server.ts';
import { expectedLater } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const query = new URL(request.url).searchParams;
  const address = parseHuman(query);
  const page = await expectedLater(humanPage(context.db, { dataset: params.dataset ?? '', address }));
  if (!page) throw new Response('No study over this dataset has submitted ratings.', { status: 404 });
  const isPoints = query.get('table') === 'points';
  if (isPoints && !page.pair)
    throw new Response('Name a metric and a criterion of the study.', { status: 404 });
  const text = isPoints ? pointsCsv(context.db, page) : await correlationsCsv(context.db, page);
  return new Response(text, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': attachment(`${page.fileName}-${isPoints ? 'points' : 'correlations'}.csv`),
    },
  });
}
