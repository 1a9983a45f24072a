import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { AccountMenu } from './account-menu.tsx';
import { MainMenu, MainNavigation } from './main-navigation.tsx';
import { Wordmark } from './wordmark.tsx';

/** The researcher's frame: where things are, and who is signed in. */
export function ResearchFrame({
  hasPassword,
  children,
}: {
  readonly hasPassword: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2"
      >
        Skip to the content
      </a>
      <header className="no-print relative border-b border-line bg-surface">
        <div className="mx-auto flex max-w-[110rem] items-center gap-x-2 px-4 sm:gap-x-5 sm:px-6">
          <Link to="/studies" className="py-3" aria-label="Workbench, start">
            <Wordmark nameFrom="sm" />
          </Link>
          <MainMenu />
          <MainNavigation />
          <div className="ml-auto">
            <AccountMenu />
          </div>
        </div>
      </header>
      {hasPassword ? null : (
        <aside
          aria-label="Your account"
          className="no-print border-b border-line bg-warning-soft px-4 py-2 text-center text-sm text-warning"
        >
          Only this browser is signed in.{' '}
          <Link to="/account" className="font-semibold underline underline-offset-4">
            Set a sign-in name and password
          </Link>{' '}
          to come back from anywhere.
        </aside>
      )}
      {/* A page that fills the window says so: flex on all would change how their margins collapse. */}
      <main
        id="content"
        className="mx-auto w-full max-w-[110rem] flex-1 px-4 py-6 has-[>[data-fills]]:flex has-[>[data-fills]]:flex-col sm:px-6 sm:py-8"
      >
        {children}
      </main>
    </div>
  );
}
