import { useHydrated } from '../study/use-hydrated.ts';
import { buttonClass } from '../ui/button.tsx';
import { useCopy } from '../use-copy.ts';

/** Copies a text; nothing where no script runs, for the text stands beside it. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const hydrated = useHydrated();
  const [outcome, copy] = useCopy();
  if (!hydrated) return null;
  return (
    <>
      <button
        type="button"
        aria-label={label}
        onClick={() => copy(text)}
        className={buttonClass('quiet', 'no-print min-h-8! px-2! text-xs!')}
      >
        {outcome === 'copied' ? 'Copied' : 'Copy'}
      </button>
      <span role="status" className={outcome === 'failed' ? 'text-xs text-danger' : 'sr-only'}>
        {outcome === 'copied' ? 'It is on the clipboard.' : ''}
        {outcome === 'failed' ? 'The browser did not allow it.' : ''}
      </span>
    </>
  );
}
