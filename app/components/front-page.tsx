import type { ReactNode } from 'react';
import { Wordmark } from './wordmark.tsx';

/** The quiet page for people who are not signed in yet: one column, one thing to do. */
export function FrontPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-5 py-12">
      <Wordmark />
      <div className="flex flex-col gap-5 rounded-2xl border border-line bg-surface p-6 sm:p-8">
        <h1 className="font-serif text-2xl font-semibold tracking-tight">{title}</h1>
        {children}
      </div>
    </main>
  );
}
