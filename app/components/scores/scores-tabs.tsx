import { NavLink, useSearchParams } from '@remix-run/react';
import { scoresPath } from './addresses.ts';

const pages = [
  { path: '', label: 'Leaderboard' },
  { path: '/pairs', label: 'Pairs' },
  { path: '/responses', label: 'Responses' },
  { path: '/slices', label: 'Slices' },
  { path: '/human', label: 'Metric and human' },
] as const;

/** The pages about a dataset's scores. How texts are prepared is the same on all of them, and goes along. */
export function ScoresTabs({ dataset }: { readonly dataset: string }) {
  const [query] = useSearchParams();
  const prepare = query.get('prepare');
  const search = prepare ? `?${new URLSearchParams({ prepare })}` : '';
  return (
    <nav
      aria-label="Scores"
      className="no-print mb-6 flex gap-x-1 overflow-x-auto border-b border-line [scrollbar-width:thin]"
    >
      {pages.map(({ path, label }) => (
        <NavLink
          key={path}
          to={`${scoresPath(dataset)}${path}${search}`}
          end
          prefetch="intent"
          className={({ isActive }) =>
            `flex min-h-10 shrink-0 items-center border-b-2 px-3 text-sm font-medium ${
              isActive ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:text-ink'
            }`
          }
        >
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
