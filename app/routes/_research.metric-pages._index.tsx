import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { MetricDocument } from '#app/components/scores/metric-document.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { metricIndex } from '#app/server/metric-pages.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return metricIndex();
}

export const meta: MetaFunction = () => [{ title: 'Metrics · Workbench' }];

/** The pages of all metrics, and what holds for every one. */
export default function MetricPages() {
  const { title, text } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader title={title} actions={<LinkButton to="/scores">To the scores</LinkButton>} />
      <MetricDocument text={text} />
    </>
  );
}
