import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { PairsView } from '#app/components/scores/pairs-view.tsx';
import { pairsPage } from '#app/server/pairs-page.server.ts';
import { parsePairs } from '#app/server/pairs-request.server.ts';
import { expectedLater } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const address = parsePairs(new URL(request.url).searchParams);
  return expectedLater(pairsPage(context.db, { dataset: params.dataset ?? '', address }));
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Pairs of systems of ${data?.dataset ?? 'a dataset'} · Workbench` },
];

export default function PairsRoute() {
  return <PairsView {...useLoaderData<typeof loader>()} />;
}
