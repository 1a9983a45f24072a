import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData } from '@remix-run/react';
import { ResearchFrame } from '#app/components/research-frame.tsx';
import { VisitorFrame } from '#app/components/visitor-frame.tsx';
import { requireUser } from '#app/server/session.server.ts';
import { hasPassword } from '#db/queries/users.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const user = await requireUser({ request, context });
  return { isResearcher: user.role === 'researcher', hasPassword: hasPassword(context.db, user.id) };
}

/** Pages on which researchers talk with systems, and those who came by a link. */
export default function TalkLayout() {
  const { isResearcher, hasPassword } = useLoaderData<typeof loader>();
  if (!isResearcher)
    return (
      <VisitorFrame>
        <Outlet />
      </VisitorFrame>
    );
  return (
    <ResearchFrame hasPassword={hasPassword}>
      <Outlet />
    </ResearchFrame>
  );
}
