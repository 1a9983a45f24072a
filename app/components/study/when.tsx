import { useHydrated } from './use-hydrated.ts';

const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const minute = { ...day, hour: '2-digit', minute: '2-digit' } as const;

/** A point in time: in UTC as the server sends it, in the reader's own time once the page is theirs. */
export function When({ at, precise = false }: { readonly at: string; readonly precise?: boolean }) {
  const hydrated = useHydrated();
  const options = precise ? minute : day;
  const text = hydrated
    ? new Date(at).toLocaleString('en-GB', options)
    : new Date(at).toLocaleString('en-GB', { ...options, timeZone: 'UTC' }) + (precise ? ' UTC' : '');
  return (
    <time dateTime={at} className="whitespace-nowrap">
      {text}
    </time>
  );
}
