import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { ErrorPage, errorTitle } from './components/error-page.tsx';
import { NavigationProgress } from './components/navigation-progress.tsx';
import { optionalUser } from './server/session.server.ts';
import { readTheme } from './server/theme.server.ts';
import './styles.css';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const user = await optionalUser({ request, context });
  return {
    theme: await readTheme(request),
    nonce: context.nonce,
    user: user ? { role: user.role, displayName: user.displayName } : null,
  };
}

export const meta: MetaFunction = ({ error }) => [
  { title: error ? `${errorTitle(error)} · Workbench` : 'Workbench' },
];

export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('root');
  const theme = data?.theme ?? 'system';
  // The browser hides nonces from scripts, so the hydrated page sees an empty one: that difference is meant.
  const nonce = typeof document === 'undefined' ? (data?.nonce ?? '') : '';
  return (
    <html lang="en" className={theme === 'dark' ? 'dark' : ''} data-theme={theme} suppressHydrationWarning>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <script src="/theme.js" />
        <Meta />
        <Links />
      </head>
      <body>
        <NavigationProgress />
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
