import type { ReactNode } from 'react';
import { Wordmark } from './wordmark.tsx';

interface FrontPageProps {
  readonly title: string;
  readonly children: ReactNode;
  /** `reading` is wide enough for paragraphs. */
  readonly width?: 'form' | 'reading';
}

/** The quiet page for people who are not signed in yet: one column, one thing to do. */
export function FrontPage({ title, children, width = 'form' }: FrontPageProps) {
  return (
    <main
      className={`mx-auto flex min-h-dvh w-full flex-col justify-center gap-6 px-5 py-12 ${width === 'form' ? 'max-w-md' : 'max-w-2xl'}`}
    >
      <Wordmark />
      <div className="flex flex-col gap-5 rounded-2xl border border-line bg-surface p-6 sm:p-8">
        <h1 className="font-serif text-2xl font-semibold tracking-tight">{title}</h1>
        {children}
      </div>
    </main>
  );
}
