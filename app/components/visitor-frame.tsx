import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { AccountMenu } from './account-menu.tsx';
import { Wordmark } from './wordmark.tsx';

/** Around the pages of those who came by a link: nothing but what they came for, and the way back to its beginning. */
export function VisitorFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="no-print border-b border-line bg-surface">
        <div className="mx-auto flex max-w-[110rem] items-center justify-between px-4 sm:px-6">
          <Link to="/" className="py-2.5" aria-label="Workbench, start">
            <Wordmark />
          </Link>
          <AccountMenu />
        </div>
      </header>
      <main
        id="content"
        className="mx-auto w-full max-w-[110rem] flex-1 px-4 py-6 has-[>[data-fills]]:flex has-[>[data-fills]]:flex-col sm:px-6 sm:py-8"
      >
        {children}
      </main>
    </div>
  );
}
