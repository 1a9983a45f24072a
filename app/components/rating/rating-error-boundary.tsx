import { isRouteErrorResponse, useRevalidator, useRouteError } from '@remix-run/react';
import { useEffect } from 'react';
import { ErrorPage } from '#app/components/error-page.tsx';
import { Button } from '#app/components/ui/button.tsx';

/** Where the next item could not be fetched for want of a connection, says so and tries again when it is back. */
export function RatingErrorBoundary() {
  const error = useRouteError();
  return isRouteErrorResponse(error) || !isConnectionError(error) ? <ErrorPage /> : <NoConnection />;
}

function NoConnection() {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    window.addEventListener('online', revalidate);
    return () => window.removeEventListener('online', revalidate);
  }, [revalidate]);
  return (
    <main className="mx-auto flex w-full max-w-xl flex-1 flex-col items-start gap-5 px-4 py-16 sm:px-6">
      <h1 className="font-serif text-3xl font-semibold tracking-tight">No connection</h1>
      <p className="text-lg text-ink-soft">
        The next item could not be fetched. Everything you have done is kept; this page goes on by itself when
        the connection is back.
      </p>
      <Button onClick={() => revalidate()} disabled={state !== 'idle'}>
        {state === 'idle' ? 'Try again' : 'Trying…'}
      </Button>
    </main>
  );
}

/** Browsers throw a TypeError where a request does not get through. */
function isConnectionError(error: unknown): boolean {
  return error instanceof TypeError || (typeof navigator !== 'undefined' && !navigator.onLine);
}
