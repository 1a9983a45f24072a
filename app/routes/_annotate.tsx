import type { LoaderFunctionArgs } from '@remix-run/node';
import { Link, Outlet, useParams } from '@remix-run/react';
import { AccountMenu } from '#app/components/account-menu.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { Wordmark } from '#app/components/wordmark.tsx';
import { requireUser } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const user = await requireUser({ request, context });
  // Who only came to talk with systems has nothing to rate, and learns nothing of studies.
  if (user.role === 'visitor') throw new Response('Not found', { status: 404 });
  return null;
}

/** The annotator's frame: nothing but the work, and from every page of a study the way to help and out of it. */
export default function AnnotateLayout() {
  const { study } = useParams();
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex max-w-7xl items-center justify-between px-4 sm:px-6">
          <Link to="/rate" className="py-2.5" aria-label="Workbench, your studies">
            <Wordmark nameFrom={study === undefined ? 'always' : 'sm'} />
          </Link>
          <div className="flex items-center gap-1">
            {study === undefined ? null : (
              <LinkButton look="quiet" to={`/rate/${study}/help`} className="px-3 whitespace-nowrap">
                Help or stop
              </LinkButton>
            )}
            <AccountMenu />
          </div>
        </div>
      </header>
      <Outlet />
    </div>
  );
}
