import { useEffect, useRef } from 'react';

/** What a key does, by `KeyboardEvent.key`. */
export type KeyActions = Readonly<Record<string, (() => void) | undefined>>;

/**
 * Single keys for the whole page. None fires while somebody types or chooses, in a dialogue or a menu, with Ctrl, Alt
 * or Meta held, or where the page has already answered the key.
 */
export function useKeys(actions: KeyActions): void {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      if (isBusy(event.target)) return;
      const action = Object.hasOwn(current.current, event.key) ? current.current[event.key] : undefined;
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

const ownsItsKeys =
  'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="dialog"], [role="menu"], [role="listbox"]';

function isBusy(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(ownsItsKeys) !== null;
}
