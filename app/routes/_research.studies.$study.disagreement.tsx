import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { DisagreementView } from '#app/components/results/disagreement-view.tsx';
import { expectedLater } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { ratingsAsked } from '#app/server/study-results.server.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const { searchParams } = new URL(request.url);
  const { include, withExcluded } = ratingsAsked(request);
  const page = Number(searchParams.get('page') ?? 1);
  return expectedLater(
    context.aside('disagreement', {
      study: params.study ?? '',
      asked: { include, withExcluded },
      criterion: searchParams.get('criterion'),
      page: Number.isInteger(page) && page >= 1 ? page : 1,
    }),
  );
}

export default function DisagreementRoute() {
  return <DisagreementView {...useLoaderData<typeof loader>()} />;
}
