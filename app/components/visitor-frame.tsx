import type { ReactNode } from 'react';
import { Wordmark } from './wordmark.tsx';

/** Around the pages of those who came by a link: nothing but what they came for. */
export function VisitorFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex max-w-7xl items-center justify-between px-4 py-2.5 sm:px-6">
          <Wordmark />
        </div>
      </header>
      <main id="content" className="mx-auto w-full max-w-7xl flex-1 px-4 py-6 sm:px-6">
        {children}
      </main>
    </div>
  );
}
