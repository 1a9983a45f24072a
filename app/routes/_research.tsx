import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData } from '@remix-run/react';
import { ResearchFrame } from '#app/components/research-frame.tsx';
import { requireResearcher } from '#app/server/session.server.ts';
import { hasPassword } from '#db/queries/users.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const user = await requireResearcher({ request, context });
  return { hasPassword: hasPassword(context.db, user.id) };
}

export default function ResearchLayout() {
  const { hasPassword } = useLoaderData<typeof loader>();
  return (
    <ResearchFrame hasPassword={hasPassword}>
      <Outlet />
    </ResearchFrame>
  );
}
