import { NavLink, useLocation } from '@remix-run/react';
import { type FocusEvent, type KeyboardEvent, useEffect, useRef } from 'react';

const places = [
  { to: '/datasets', label: 'Datasets' },
  { to: '/systems', label: 'Systems' },
  { to: '/compare', label: 'Compare' },
  { to: '/scores', label: 'Scores' },
  { to: '/live', label: 'Live' },
  { to: '/chat', label: 'Chat' },
  { to: '/arena', label: 'Arena' },
  { to: '/feedback', label: 'Feedback' },
  { to: '/studies', label: 'Studies' },
  { to: '/import', label: 'Import' },
  { to: '/people', label: 'People' },
  { to: '/pool', label: 'Serving' },
];

function PlaceLinks({ className }: { readonly className: (isActive: boolean) => string }) {
  return places.map(({ to, label }) => (
    <NavLink key={to} to={to} prefetch="intent" className={({ isActive }) => className(isActive)}>
      {label}
    </NavLink>
  ));
}

/** Where a researcher can go, in a row. */
export function MainNavigation() {
  return (
    <nav aria-label="Main" className="flex flex-1 flex-wrap max-lg:hidden">
      <PlaceLinks
        className={(isActive) =>
          `flex min-h-11 items-center border-b-2 px-2 text-sm font-medium min-[86rem]:px-3 ${
            isActive ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:text-ink'
          }`
        }
      />
    </nav>
  );
}

/** The same where there is no room for a row. It opens and closes without JavaScript, too. */
export function MainMenu() {
  const menu = useRef<HTMLDetailsElement>(null);
  const summary = useRef<HTMLElement>(null);
  const { key } = useLocation();
  const close = () => {
    if (menu.current) menu.current.open = false;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone somewhere does not need it any more
  useEffect(close, [key]);
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    close();
    summary.current?.focus();
  };
  const closeWhenLeft = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (relatedTarget && !currentTarget.contains(relatedTarget)) close();
  };
  return (
    <details ref={menu} onKeyDown={closeOnEscape} onBlur={closeWhenLeft} className="lg:hidden">
      <summary
        ref={summary}
        className="flex min-h-11 cursor-pointer list-none items-center gap-2 rounded-lg px-3 text-sm font-medium text-ink-soft hover:text-ink [&::-webkit-details-marker]:hidden"
      >
        Menu <span aria-hidden>▾</span>
      </summary>
      <nav
        aria-label="Main"
        className="absolute inset-x-0 top-full z-40 grid grid-cols-2 gap-x-2 border-y border-line bg-surface px-3 py-2 shadow-xl"
      >
        <PlaceLinks
          className={(isActive) =>
            `flex min-h-11 items-center rounded-lg px-3 text-sm font-medium ${
              isActive ? 'bg-accent-soft text-accent-strong' : 'text-ink-soft hover:bg-sunken hover:text-ink'
            }`
          }
        />
      </nav>
    </details>
  );
}
