import { useEffect } from 'react';

/** What a key does in the queue, by its letter. */
export type ReviewKeys = Readonly<Record<string, () => void>>;

/** Single letters work wherever nobody is typing or choosing. */
export function useReviewKeys(keys: ReviewKeys): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const { target } = event;
      const isText = target instanceof HTMLInputElement && target.type !== 'checkbox';
      if (isText || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return;
      const act = keys[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [keys]);
}
