import { Link } from '@remix-run/react';
import { PageLinks } from '#app/components/dataset/page-links.tsx';
import { LinkSwitch } from '#app/components/scores/link-switch.tsx';
import { counted } from '#app/components/study/plural.ts';
import { Badge } from '#app/components/ui/status.tsx';
import { EmptyState } from '#app/components/ui/surface.tsx';
import { type DisagreedItem, type DisagreementPage, disagreementAddress } from './disagreement-page.ts';
import { ResponseValues } from './response-values.tsx';

/** Items whose raters are furthest apart: what they read, what each of them said. */
export function DisagreementView(page: DisagreementPage) {
  const { criteria, criterion, asked, items, total, mean, pages } = page;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <p className="max-w-prose text-sm text-ink-soft">
          {counted(total, 'item')} with two raters or more, those first whose raters are furthest apart. The
          number is the mean difference of two raters of the same response, as a share of the scale (of a
          choice, the share of pairs of raters who chose differently)
          {mean === null ? '' : `; ${mean.toFixed(2)} over all items`}.
        </p>
        {criteria.length > 1 ? (
          <LinkSwitch
            label="Sorted by"
            options={[
              {
                to: disagreementAddress({ criterion: null, asked }),
                label: 'All criteria',
                isChosen: criterion === null,
              },
              ...criteria.map(({ name, label }) => ({
                to: disagreementAddress({ criterion: name, asked }),
                label,
                isChosen: criterion === name,
              })),
            ]}
          />
        ) : null}
      </div>
      {items.length === 0 ? (
        <EmptyState title="No item has two raters yet">
          <p>Raters can only differ where two of them rated the same response.</p>
        </EmptyState>
      ) : (
        <ol className="flex flex-col gap-5">
          {items.map((item) => (
            <li key={item.label}>
              <Item item={item} page={page} />
            </li>
          ))}
        </ol>
      )}
      <PageLinks
        page={page.page}
        pages={pages}
        addressOf={(number) => disagreementAddress({ criterion, asked }, number)}
      />
    </div>
  );
}

function Item({ item, page }: { readonly item: DisagreedItem; readonly page: DisagreementPage }) {
  const { label, contextId, place, share, emotion, turns, remarks } = item;
  return (
    <article
      aria-labelledby={`item-${place}`}
      className="break-inside-avoid rounded-xl border border-line bg-surface p-5 sm:p-6"
    >
      <header className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 id={`item-${place}`} className="font-serif text-lg font-semibold [overflow-wrap:anywhere]">
          <span className="mr-2 font-sans text-sm font-normal text-ink-faint tabular-nums">{place}.</span>
          <Link
            to={`/compare/${encodeURIComponent(page.study.dataset)}?context=${contextId}`}
            className="underline-offset-4 hover:underline"
          >
            {label}
          </Link>
          {emotion ? (
            <span className="ml-3 font-sans text-sm font-normal text-ink-soft">{emotion}</span>
          ) : null}
        </h2>
        <p className="text-sm text-ink-soft">
          apart by <strong className="font-semibold text-ink tabular-nums">{share.toFixed(2)}</strong>
        </p>
      </header>
      <div className="mt-3 grid gap-x-10 gap-y-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div>
          <h3 className="text-xs font-medium text-ink-soft">Dialogue</h3>
          <ol className="mt-1 flex flex-col gap-1.5">
            {turns.map(({ speaker, text }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: turns have no name but their place
              <li key={at} className="font-serif">
                <span className="mr-2 font-sans text-xs text-ink-faint">{speaker}</span>
                {text}
              </li>
            ))}
          </ol>
          {remarks.length > 0 ? (
            <>
              <h3 className="mt-4 text-xs font-medium text-ink-soft">What raters remarked</h3>
              <ul className="mt-1 flex flex-col gap-1.5 text-sm">
                {remarks.map(({ rater, comment, flagged }) => (
                  <li key={`${rater} ${comment}`}>
                    <span className="mr-2 font-medium">{rater}</span>
                    {flagged ? <Badge tone="warning">Flagged</Badge> : null}{' '}
                    <span className="font-serif whitespace-pre-line">{comment}</span>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </div>
        <ResponseValues item={item} criteria={page.criteria} />
      </div>
    </article>
  );
}
