import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { SlicesView } from '#app/components/scores/slices-view.tsx';
import { expectedLater } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { slicesPage } from '#app/server/slices-page.server.ts';
import { parseSlices } from '#app/server/slices-request.server.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const address = parseSlices(new URL(request.url).searchParams);
  return expectedLater(slicesPage(context.db, { dataset: params.dataset ?? '', address }));
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Slices of the scores of ${data?.dataset ?? 'a dataset'} · Workbench` },
];

export default function SlicesRoute() {
  return <SlicesView {...useLoaderData<typeof loader>()} />;
}
