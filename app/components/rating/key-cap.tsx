import type { ReactNode } from 'react';

/** A key's name. Beside a button it is a hint for those who have a keyboard, and no part of the button's name. */
export function KeyCap({
  children,
  hint = 'shown',
}: {
  readonly children: ReactNode;
  readonly hint?: 'shown' | 'keyboards-only';
}) {
  return (
    <kbd
      aria-hidden={hint === 'keyboards-only' || undefined}
      className={`inline-flex min-w-5 items-center justify-center rounded border border-current/25 px-1 font-sans text-xs leading-5 opacity-80 ${
        hint === 'keyboards-only' ? 'pointer-coarse:hidden max-sm:hidden' : ''
      }`}
    >
      {children}
    </kbd>
  );
}
