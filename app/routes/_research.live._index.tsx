import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useLocation } from '@remix-run/react';
import { LivePage } from '#app/components/live/live-page.tsx';
import { readLivePage } from '#app/server/live-page.server.ts';
import { parseLiveAddress } from '#app/server/live-request.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return readLivePage(context.db, parseLiveAddress(new URL(request.url).searchParams));
}

export const meta: MetaFunction = () => [{ title: 'Live comparison · Workbench' }];

export default function Live() {
  const data = useLoaderData<typeof loader>();
  // Another address begins anew.
  const { key } = useLocation();
  return <LivePage key={key} {...data} />;
}
