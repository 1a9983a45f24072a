import { Form, Link, useNavigation, useSubmit } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { formatCount } from '#app/components/dataset/format-count.ts';
import { useHydrated } from '#app/components/study/use-hydrated.ts';
import { Button, LinkButton } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { EmptyState } from '#app/components/ui/surface.tsx';
import type { Decided, FeedbackPage } from '#app/server/learning/feedback-page.server.ts';
import { FeedbackCard } from './feedback-card.tsx';
import { feedbackAddress } from './feedback-filters.tsx';
import { useReviewKeys } from './use-review-keys.ts';

interface QueueProps {
  readonly page: FeedbackPage;
  /** What the last form did. */
  readonly decided: Decided | null;
}

/** Reports and edits with what can be decided on them, one at a time or several at once. */
export function FeedbackQueue({ page, decided }: QueueProps) {
  const { asked, rows, total } = page;
  const isBusy = useNavigation().state === 'submitting';
  const form = useRef<HTMLFormElement>(null);
  const all = useRef<HTMLInputElement>(null);
  const followTicks = () => {
    if (all.current) all.current.checked = ticks(form.current).every(({ checked }) => checked);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows have other ticks, most often none
  useEffect(followTicks, [rows]);
  useQueueKeys(form, { decided, rows });
  return (
    <>
      <div aria-live="polite">{decided ? <DecidedNotice decided={decided} /> : null}</div>
      {rows.length === 0 ? (
        <NothingHere asked={asked} />
      ) : (
        <Form ref={form} method="post" preventScrollReset aria-label="Review" onChange={followTicks}>
          <input type="hidden" name="before" value={asked.status} />
          <div className="sticky top-0 z-10 mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-canvas py-2">
            <label className="flex min-h-10 items-center gap-2 text-sm">
              <input
                ref={all}
                type="checkbox"
                className="size-4"
                onChange={({ currentTarget }) => tickAll(form.current, currentTarget.checked)}
              />
              All on this page
            </label>
            <div className="flex flex-wrap gap-2">
              {asked.status === 'accepted' ? null : (
                <Button type="submit" name="intent" value="accepted" look="secondary" disabled={isBusy}>
                  Accept ticked
                </Button>
              )}
              {asked.status === 'dropped' ? null : (
                <Button type="submit" name="intent" value="dropped" look="secondary" disabled={isBusy}>
                  Drop ticked
                </Button>
              )}
              {asked.status === 'open' ? null : (
                <Button type="submit" name="intent" value="open" look="quiet" disabled={isBusy}>
                  Open again
                </Button>
              )}
            </div>
            <KeyHelp />
          </div>
          <ol className="flex flex-col gap-4">
            {rows.map((row) => (
              <li key={row.id}>
                <FeedbackCard row={row} isBusy={isBusy} />
              </li>
            ))}
          </ol>
        </Form>
      )}
      <Pages asked={asked} shown={rows.length} total={total} />
    </>
  );
}

function KeyHelp() {
  const isHydrated = useHydrated();
  if (!isHydrated) return null;
  return (
    <p className="ml-auto hidden text-xs text-ink-faint lg:block">
      <Key>J</Key> <Key>K</Key> next, previous · <Key>A</Key> accept · <Key>D</Key> drop · <Key>X</Key> tick ·{' '}
      <Key>U</Key> undo
    </p>
  );
}

function Key({ children }: { readonly children: string }) {
  return <kbd className="rounded border border-line bg-surface px-1 font-sans">{children}</kbd>;
}

function ticks(form: HTMLFormElement | null): readonly HTMLInputElement[] {
  return [...(form?.querySelectorAll<HTMLInputElement>('input[name="feedback"]') ?? [])];
}

function tickAll(form: HTMLFormElement | null, isTicked: boolean): void {
  for (const box of ticks(form)) box.checked = isTicked;
}

function useQueueKeys(
  form: React.RefObject<HTMLFormElement | null>,
  { decided, rows }: Pick<QueueProps, 'decided'> & Pick<FeedbackPage, 'rows'>,
): void {
  const submit = useSubmit();
  /** The place of the card that the keys were last used on: the next one moves there when it has gone. */
  const place = useRef<number | null>(null);
  const cards = () => [...(form.current?.querySelectorAll<HTMLElement>('article') ?? [])];
  const current = () => cards().findIndex((card) => card.contains(document.activeElement));
  const focus = (at: number) => {
    const all = cards();
    all[Math.max(0, Math.min(at, all.length - 1))]?.focus();
  };
  const press = (status: string) => {
    const at = current();
    const button = cards()[at]?.querySelector<HTMLButtonElement>(`button[value^="${status} "]`);
    if (!button || button.disabled) return;
    place.current = at;
    button.click();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the rows have changed, the focus goes to who is there now
  useEffect(() => {
    if (place.current === null) return;
    focus(place.current);
    place.current = null;
  }, [rows]);
  useReviewKeys({
    j: () => focus(current() + 1),
    k: () => focus(current() < 0 ? 0 : current() - 1),
    a: () => press('accepted'),
    d: () => press('dropped'),
    x: () => cards()[current()]?.querySelector<HTMLInputElement>('input[name="feedback"]')?.click(),
    u: () => {
      if (!decided || decided.count === 0 || decided.status === decided.before) return;
      const body = new FormData();
      body.set('intent', decided.before);
      body.set('before', decided.before);
      for (const { id, seen } of decided.feedback) body.append('feedback', `${id} ${seen}`);
      place.current = Math.max(0, current());
      submit(body, { method: 'post', preventScrollReset: true });
    },
  });
}

const words = { accepted: 'accepted', dropped: 'dropped', open: 'open again' } as const;

function DecidedNotice({ decided }: { readonly decided: Decided }) {
  const { status, before, feedback, count, missed } = decided;
  if (feedback.length === 0)
    return (
      <div className="mb-4">
        <Notice>Nothing was ticked.</Notice>
      </div>
    );
  const isUndone = status === before;
  return (
    <div className="mb-4">
      <Notice tone={missed > 0 ? 'warning' : 'neutral'}>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <p>
            {isUndone ? 'Undone.' : `${formatCount(count)} ${words[status]}.`}
            {missed > 0
              ? ` ${formatCount(missed)} had been changed or taken back meanwhile; look at it again.`
              : ''}
          </p>
          {isUndone || count === 0 ? null : (
            <Form method="post" preventScrollReset>
              <input type="hidden" name="before" value={before} />
              {feedback.map(({ id, seen }) => (
                <input key={id} type="hidden" name="feedback" value={`${id} ${seen}`} />
              ))}
              <Button type="submit" name="intent" value={before} look="quiet">
                Undo
              </Button>
            </Form>
          )}
        </div>
      </Notice>
    </div>
  );
}

function NothingHere({ asked: { status, kind, system } }: { readonly asked: FeedbackPage['asked'] }) {
  const isFiltered = kind !== null || system !== null;
  if (isFiltered)
    return (
      <EmptyState
        title="Nothing of this kind"
        action={<LinkButton to={feedbackAddress({ status })}>Show all</LinkButton>}
      />
    );
  return (
    <EmptyState
      title={status === 'open' ? 'Nothing waits to be reviewed' : `Nothing has been ${status}`}
      action={status === 'open' ? <LinkButton to="/chat">Talk with systems</LinkButton> : null}
    >
      {status === 'open'
        ? 'Under each reply in a chat stand “Report” and “Edit”. What people say there comes here.'
        : null}
    </EmptyState>
  );
}

function Pages({
  asked,
  shown,
  total,
}: {
  readonly asked: FeedbackPage['asked'];
  readonly shown: number;
  readonly total: number;
}) {
  if (total <= shown) return null;
  const { from } = asked;
  return (
    <nav aria-label="Pages" className="mt-5 flex flex-wrap items-center justify-between gap-3 text-sm">
      <p className="text-ink-soft tabular-nums">
        {formatCount(from + 1)} to {formatCount(from + shown)} of {formatCount(total)}
      </p>
      <div className="flex gap-4">
        {from > 0 ? (
          <Link
            className="text-accent underline underline-offset-4"
            to={feedbackAddress({ ...asked, from: Math.max(0, from - 25) })}
          >
            Before
          </Link>
        ) : null}
        {from + shown < total ? (
          <Link
            className="text-accent underline underline-offset-4"
            to={feedbackAddress({ ...asked, from: from + shown })}
          >
            Further
          </Link>
        ) : null}
      </div>
    </nav>
  );
}
