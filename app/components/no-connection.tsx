import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import { Button } from './ui/button.tsx';

/** Stands where a page could not be fetched for want of a connection; goes on by itself when it is back. */
export function NoConnection() {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    window.addEventListener('online', revalidate);
    return () => window.removeEventListener('online', revalidate);
  }, [revalidate]);
  return (
    <main className="mx-auto flex min-h-[70dvh] max-w-lg flex-col items-start justify-center gap-4 px-6 py-16">
      <h1 className="font-serif text-3xl font-semibold">No connection</h1>
      <p className="text-ink-soft">
        This page could not be fetched. Nothing you have done is lost; it goes on by itself when the
        connection is back.
      </p>
      <Button onClick={() => revalidate()} disabled={state !== 'idle'}>
        {state === 'idle' ? 'Try again' : 'Trying…'}
      </Button>
    </main>
  );
}

/** Whether an error is a request that did not get through, in the words of Chromium, Firefox and Safari. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof TypeError && /failed to fetch|networkerror|load failed/i.test(error.message);
}
