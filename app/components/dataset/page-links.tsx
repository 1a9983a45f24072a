import { Link } from '@remix-run/react';
import { buttonClass } from '#app/components/ui/button.tsx';
import { formatCount } from './format-count.ts';

interface PageLinksProps {
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  readonly addressOf: (page: number) => string;
}

/** To the pages before and after; nothing where there is only one. */
export function PageLinks({ page, pages, addressOf }: PageLinksProps) {
  if (pages <= 1) return null;
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center gap-2">
      <PageLink to={page > 1 ? addressOf(1) : null} label="First page" text="«" />
      <PageLink
        to={page > 1 ? addressOf(page - 1) : null}
        label="Previous page"
        text="‹ Previous"
        rel="prev"
      />
      <span className="px-1 text-sm text-ink-soft tabular-nums">
        Page {formatCount(page)} of {formatCount(pages)}
      </span>
      <PageLink to={page < pages ? addressOf(page + 1) : null} label="Next page" text="Next ›" rel="next" />
      <PageLink to={page < pages ? addressOf(pages) : null} label="Last page" text="»" />
    </nav>
  );
}

interface PageLinkProps {
  /** Null where there is nowhere to go. */
  readonly to: string | null;
  readonly label: string;
  readonly text: string;
  readonly rel?: string;
}

function PageLink({ to, label, text, rel }: PageLinkProps) {
  const look = buttonClass('secondary', 'min-w-10 px-3');
  if (to === null)
    return (
      <button type="button" disabled aria-label={label} className={look}>
        {text}
      </button>
    );
  return (
    <Link to={to} rel={rel} aria-label={label} className={look}>
      {text}
    </Link>
  );
}
