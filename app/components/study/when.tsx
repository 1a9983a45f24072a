import { useHydrated } from './use-hydrated.ts';

const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const minute = { ...day, hour: '2-digit', minute: '2-digit' } as const;

// Made once: making a formatter costs as much as formatting thirty dates.
const both = (options: Intl.DateTimeFormatOptions) => ({
  local: new Intl.DateTimeFormat('en-GB', options),
  utc: new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }),
});
const forms = { day: both(day), minute: both(minute) };

/** A point in time: in UTC as the server sends it, in the reader's own time once the page is theirs. */
export function When({ at, precise = false }: { readonly at: string; readonly precise?: boolean }) {
  const hydrated = useHydrated();
  const form = precise ? forms.minute : forms.day;
  const date = new Date(at);
  const text = hydrated ? form.local.format(date) : form.utc.format(date) + (precise ? ' UTC' : '');
  return (
    <time dateTime={at} className="whitespace-nowrap">
      {text}
    </time>
  );
}
