import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { MetricDocument } from '#app/components/scores/metric-document.tsx';
import { MetricInTables } from '#app/components/scores/metric-in-tables.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { metricPage } from '#app/server/metric-pages.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const page = metricPage(params.page ?? '');
  if (page === null)
    throw new Response('There is no page of that metric. “About the metrics” lists them all.', {
      status: 404,
    });
  return page;
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.title ?? 'Metric'} · Workbench` },
];

/** What a metric measures, how, and what to mind. */
export default function MetricPage() {
  const { title, text, metrics } = useLoaderData<typeof loader>();
  return (
    <>
      <p className="mb-2 text-sm">
        <Link to="/metric-pages" className="text-ink-soft underline-offset-4 hover:text-ink hover:underline">
          All metrics
        </Link>
      </p>
      <PageHeader title={title} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-8 xl:grid-cols-[minmax(0,48rem)_minmax(0,28rem)]">
        <MetricDocument text={text} />
        <MetricInTables metrics={metrics} />
      </div>
    </>
  );
}
