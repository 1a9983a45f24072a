import type { LoaderFunctionArgs } from '@remix-run/node';
import { Link, Outlet } from '@remix-run/react';
import { AccountMenu } from '#app/components/account-menu.tsx';
import { Wordmark } from '#app/components/wordmark.tsx';
import { requireUser } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireUser({ request, context });
  return null;
}

/** The annotator's frame: nothing but the work. */
export default function AnnotateLayout() {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex max-w-7xl items-center justify-between px-4 sm:px-6">
          <Link to="/rate" className="py-2.5" aria-label="Workbench, your studies">
            <Wordmark />
          </Link>
          <AccountMenu />
        </div>
      </header>
      <Outlet />
    </div>
  );
}
