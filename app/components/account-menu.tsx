import { Link, useFetcher, useRouteLoaderData, useSubmit } from '@remix-run/react';
import { DropdownMenu } from 'radix-ui';
import type { loader as rootLoader } from '#app/root.tsx';

const item =
  'flex min-h-9 w-full cursor-pointer items-center justify-between gap-6 rounded-md px-3 text-sm text-ink outline-none select-none data-highlighted:bg-accent-soft data-highlighted:text-accent-strong';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** The person's name in the header: account, colour scheme, sign out. */
export function AccountMenu() {
  const root = useRouteLoaderData<typeof rootLoader>('root');
  const theme = useFetcher();
  const submit = useSubmit();
  const chosen = String(theme.formData?.get('theme') ?? root?.theme ?? 'system');
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="flex min-h-10 max-w-44 items-center gap-2 rounded-lg px-3 text-sm font-medium text-ink-soft hover:bg-sunken hover:text-ink">
        <span className="truncate">{root?.user?.displayName ?? 'Account'}</span>
        <span aria-hidden>▾</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-50 min-w-52 rounded-xl border border-line bg-surface p-1.5 shadow-xl"
        >
          <DropdownMenu.Item asChild className={item}>
            <Link to="/account">Account</Link>
          </DropdownMenu.Item>
          {root?.user?.role === 'researcher' ? (
            <DropdownMenu.Item asChild className={item}>
              <Link to="/settings/tokens">API tokens</Link>
            </DropdownMenu.Item>
          ) : null}
          <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
          <DropdownMenu.RadioGroup
            value={chosen}
            onValueChange={(value) => theme.submit({ theme: value }, { method: 'post', action: '/theme' })}
          >
            <DropdownMenu.Label className="px-3 py-1 text-xs font-medium text-ink-faint">
              Colours
            </DropdownMenu.Label>
            {themes.map(({ value, label }) => (
              <DropdownMenu.RadioItem
                key={value}
                value={value}
                className={item}
                onSelect={(event) => event.preventDefault()}
              >
                {label}
                <DropdownMenu.ItemIndicator>
                  <span aria-hidden>✓</span>
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
          <DropdownMenu.Item
            className={item}
            onSelect={() => submit(null, { method: 'post', action: '/sign-out' })}
          >
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
