import { useLocation } from '@remix-run/react';
import { type SaveStatus, saveStatus } from '#app/rating/save-status.ts';
import { timeWithSeconds } from './local-time.tsx';
import type { Saving } from './use-save-queue.ts';

const dots: Readonly<Record<SaveStatus['kind'], string>> = {
  untouched: 'bg-line-strong/60',
  saving: 'bg-line-strong',
  saved: 'bg-good',
  kept: 'bg-warning',
  'signed-out': 'bg-danger',
  refused: 'bg-danger',
};

/** Says how it stands with the answers, aloud as well; it takes the same room whatever it says. */
export function SaveStatusLine({
  saving,
  untouched,
}: {
  readonly saving: Saving;
  /** What to say while nothing was changed; that answers are saved at once, where it is left out. */
  readonly untouched?: string;
}) {
  const { pathname } = useLocation();
  const status = saveStatus(saving, timeWithSeconds);
  const strong = status.kind === 'kept' || status.kind === 'signed-out' || status.kind === 'refused';
  return (
    <div className="flex min-h-6 min-w-0 items-center gap-2.5 text-sm">
      <span aria-hidden className={`size-2 shrink-0 rounded-full noscript:hidden ${dots[status.kind]}`} />
      <p className="hidden text-ink-soft noscript:block">Your answers are saved when you submit.</p>
      <p
        role="status"
        aria-live="polite"
        className={`tabular-nums noscript:hidden ${strong ? 'font-medium text-ink' : 'text-ink-soft'}`}
      >
        {status.kind === 'untouched' ? (untouched ?? status.text) : status.text}
      </p>
      {status.kind === 'signed-out' ? (
        <a
          href={`/sign-in?${new URLSearchParams({ to: pathname })}`}
          className="font-medium text-accent underline underline-offset-4"
        >
          Sign in again
        </a>
      ) : null}
      {status.kind === 'kept' && saving.queue.trouble ? (
        <button
          type="button"
          onClick={() => saving.actions?.retry()}
          className="font-medium text-accent underline underline-offset-4 max-sm:hidden"
        >
          Try now
        </button>
      ) : null}
    </div>
  );
}
