import { Link } from '@remix-run/react';
import { AddressForm, AddressSelect } from '#app/components/dataset/address-form.tsx';
import { formatCount } from '#app/components/dataset/format-count.ts';
import type { FeedbackPage } from '#app/server/learning/feedback-page.server.ts';

const tabs = [
  { status: 'open', label: 'To review' },
  { status: 'accepted', label: 'Accepted' },
  { status: 'dropped', label: 'Dropped' },
] as const;

/** The address of a part of the queue. */
export function feedbackAddress(asked: {
  readonly status?: string;
  readonly kind?: string | null;
  readonly system?: string | null;
  readonly from?: number;
}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked))
    if (value !== null && value !== undefined && value !== 0) query.set(name, String(value));
  return query.size === 0 ? '/feedback' : `/feedback?${query}`;
}

/** What of the queue is shown. */
export function FeedbackFilters({ page: { asked, counts, systems } }: { readonly page: FeedbackPage }) {
  const { kind, system } = asked;
  return (
    <div className="mb-5 flex flex-col gap-4">
      <nav aria-label="Feedback" className="flex gap-x-1 overflow-x-auto border-b border-line">
        {tabs.map(({ status, label }) => (
          <Link
            key={status}
            to={feedbackAddress({ status, kind, system })}
            aria-current={asked.status === status ? 'page' : undefined}
            className={`flex min-h-10 shrink-0 items-center gap-2 border-b-2 px-3 text-sm font-medium ${
              asked.status === status
                ? 'border-accent text-ink'
                : 'border-transparent text-ink-soft hover:text-ink'
            }`}
          >
            {label}
            <span className="text-ink-faint tabular-nums">{formatCount(counts[status])}</span>
          </Link>
        ))}
      </nav>
      {systems.length > 0 ? (
        <AddressForm label="Choose feedback" className="grid gap-3 sm:grid-cols-2 sm:max-w-lg">
          <input type="hidden" name="status" value={asked.status} />
          <AddressSelect label="Kind" name="kind" value={kind ?? ''}>
            <option value="">Reports and edits</option>
            <option value="report">Reports</option>
            <option value="edit">Edits</option>
          </AddressSelect>
          <AddressSelect label="System" name="system" value={system ?? ''}>
            <option value="">All systems</option>
            {systems.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </AddressSelect>
          <noscript>
            <button type="submit" className="text-sm text-accent underline">
              Show
            </button>
          </noscript>
        </AddressForm>
      ) : null}
    </div>
  );
}
