import { Link } from '@remix-run/react';

interface LinkSwitchProps {
  readonly label: string;
  readonly options: readonly { readonly to: string; readonly label: string; readonly isChosen: boolean }[];
}

/** A choice of few by links: each is an address of its own. */
export function LinkSwitch({ label, options }: LinkSwitchProps) {
  return (
    <nav aria-label={label} className="flex flex-wrap rounded-lg bg-sunken p-1 text-sm font-medium">
      {options.map(({ to, label: words, isChosen }) => (
        <Link
          key={words}
          to={to}
          replace
          preventScrollReset
          aria-current={isChosen ? 'true' : undefined}
          className="flex min-h-9 items-center rounded-md px-3 text-ink-soft hover:text-ink aria-[current]:bg-surface aria-[current]:text-ink aria-[current]:shadow-sm"
        >
          {words}
        </Link>
      ))}
    </nav>
  );
}
