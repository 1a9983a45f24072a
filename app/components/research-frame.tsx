import { Link, NavLink } from '@remix-run/react';
import type { ReactNode } from 'react';
import { AccountMenu } from './account-menu.tsx';
import { Wordmark } from './wordmark.tsx';

const places = [
  { to: '/datasets', label: 'Datasets' },
  { to: '/systems', label: 'Systems' },
  { to: '/compare', label: 'Compare' },
  { to: '/scores', label: 'Scores' },
  { to: '/live', label: 'Live' },
  { to: '/chat', label: 'Chat' },
  { to: '/arena', label: 'Arena' },
  { to: '/feedback', label: 'Feedback' },
  { to: '/studies', label: 'Studies' },
  { to: '/import', label: 'Import' },
  { to: '/people', label: 'People' },
  { to: '/pool', label: 'Serving' },
];

/** The researcher's frame: where things are, and who is signed in. */
export function ResearchFrame({
  hasPassword,
  children,
}: {
  readonly hasPassword: boolean;
  readonly children: ReactNode;
}) {
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2"
      >
        Skip to the content
      </a>
      <header className="no-print border-b border-line bg-surface">
        <div className="mx-auto flex max-w-[110rem] flex-wrap items-center gap-x-2 px-4 sm:gap-x-6 sm:px-6">
          <Link to="/studies" className="py-3" aria-label="Workbench, start">
            <Wordmark />
          </Link>
          <nav
            aria-label="Main"
            className="order-last -mx-2 flex w-full flex-wrap gap-x-1 sm:order-none sm:mx-0 sm:w-auto sm:flex-1"
          >
            {places.map(({ to, label }) => (
              <NavLink
                key={to}
                to={to}
                prefetch="intent"
                className={({ isActive }) =>
                  `flex min-h-11 items-center border-b-2 px-3 text-sm font-medium ${
                    isActive ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:text-ink'
                  }`
                }
              >
                {label}
              </NavLink>
            ))}
          </nav>
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
      <main id="content" className="mx-auto w-full max-w-[110rem] px-4 py-6 sm:px-6 sm:py-8">
        {children}
      </main>
    </>
  );
}
