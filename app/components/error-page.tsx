import { isRouteErrorResponse, Link, useRouteError } from '@remix-run/react';
import { isConnectionError, NoConnection } from './no-connection.tsx';

const wording: Readonly<Record<number, { readonly title: string; readonly text: string }>> = {
  403: { title: 'Not allowed', text: 'Your account may not do this.' },
  404: { title: 'Nothing here', text: 'There is no such page, or your account may not see it.' },
  410: { title: 'No longer open', text: 'What you are looking for has ended.' },
  429: { title: 'Too many attempts', text: 'Please wait a little and try again.' },
};

/** What a page is called that shows what went wrong. */
export function errorTitle(error: unknown): string {
  const known = isRouteErrorResponse(error) ? wording[error.status]?.title : undefined;
  return known ?? 'Something went wrong';
}

/** One page for whatever went wrong: expected failures say how to go on, defects say that they are logged. */
export function ErrorPage() {
  const error = useRouteError();
  if (isConnectionError(error)) return <NoConnection />;
  const known = isRouteErrorResponse(error) ? wording[error.status] : undefined;
  const detail =
    isRouteErrorResponse(error) && typeof error.data === 'string' && error.data !== 'Not found'
      ? error.data
      : undefined;
  return (
    <main className="mx-auto flex min-h-[70dvh] max-w-lg flex-col justify-center gap-4 px-6 py-16">
      <p className="text-sm font-medium text-ink-faint tabular-nums">
        {isRouteErrorResponse(error) ? `Error ${error.status}` : 'Error'}
      </p>
      <h1 className="font-serif text-3xl font-semibold">{errorTitle(error)}</h1>
      <p className="text-ink-soft">
        {detail ??
          known?.text ??
          'This is a fault of the program, not yours. It has been logged; reloading often helps.'}
      </p>
      <p>
        <Link
          to="/"
          className="font-medium text-accent underline underline-offset-4 hover:text-accent-strong"
        >
          Back to the start
        </Link>
      </p>
    </main>
  );
}
