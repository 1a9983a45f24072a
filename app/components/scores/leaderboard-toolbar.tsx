import { Link } from '@remix-run/react';
import { useHydrated } from '#app/components/study/use-hydrated.ts';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { type BoardAddress, boardQuery } from './board-address.ts';

const preparations = [
  { prepare: 'none', label: 'Texts as they are' },
  { prepare: 'moel', label: 'as MoEL writes them' },
] as const;

const files = [
  { ending: 'csv', query: {}, label: 'CSV' },
  { ending: 'tex', query: {}, label: 'LaTeX' },
  { ending: 'tex', query: { intervals: '1' }, label: 'LaTeX with intervals' },
] as const;

interface LeaderboardToolbarProps {
  readonly address: BoardAddress;
  /** Where the table's files are, without their ending; null where there is no table. */
  readonly downloads: string | null;
}

/** How the texts were prepared, and the ways to take the table along. */
export function LeaderboardToolbar({ address, downloads }: LeaderboardToolbarProps) {
  const hydrated = useHydrated();
  return (
    <div className="no-print flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <nav
        aria-label="How the texts are prepared"
        className="flex flex-wrap rounded-lg bg-sunken p-1 text-sm font-medium"
      >
        {preparations.map(({ prepare, label }) => (
          <Link
            key={prepare}
            to={boardQuery({ ...address, prepare }) || '?'}
            replace
            preventScrollReset
            aria-current={prepare === address.prepare ? 'true' : undefined}
            className="flex min-h-9 items-center rounded-md px-3 text-ink-soft hover:text-ink aria-[current]:bg-surface aria-[current]:text-ink aria-[current]:shadow-sm"
          >
            {label}
          </Link>
        ))}
      </nav>
      {downloads === null ? null : (
        <div className="flex flex-wrap items-center gap-2">
          {files.map(({ ending, query, label }) => (
            <a
              key={label}
              href={`${downloads}.${ending}${withQuery(boardQuery(address), query)}`}
              download
              className={buttonClass('secondary')}
            >
              {label}
            </a>
          ))}
          {hydrated ? (
            <Button look="secondary" onClick={() => window.print()}>
              Print
            </Button>
          ) : null}
        </div>
      )}
    </div>
  );
}

function withQuery(query: string, more: Readonly<Record<string, string>>): string {
  const all = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) all.set(name, value);
  return all.size === 0 ? '' : `?${all}`;
}
