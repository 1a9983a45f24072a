import Markdown from 'markdown-to-jsx/react';
import type { ComponentProps, ReactNode } from 'react';
import { Scrolling } from '../scrolling.tsx';

/** A model card's Markdown as part of a page: its headings under the page's own, no raw HTML, no foreign pictures. */
export function ModelCard({ card }: { readonly card: string }) {
  return (
    <div className="max-w-3xl text-sm [overflow-wrap:anywhere]">
      <Markdown options={options}>{withoutTitle(card)}</Markdown>
    </div>
  );
}

/** The page has the name already. */
function withoutTitle(card: string): string {
  return card.replace(/^# .*\n+/, '');
}

const heading = 'mt-6 mb-1.5 font-serif font-semibold first:mt-0';

const options = {
  wrapper: 'div',
  forceWrapper: true,
  // A checkpoint's card may come from anywhere.
  disableParsingRawHTML: true,
  disableAutoLink: true,
  overrides: {
    h1: { component: 'h3', props: { className: `${heading} text-lg` } },
    h2: { component: 'h3', props: { className: `${heading} text-base` } },
    h3: { component: 'h4', props: { className: `${heading} text-sm` } },
    h4: { component: 'h5', props: { className: `${heading} text-sm` } },
    h5: { component: 'h6', props: { className: `${heading} text-sm` } },
    p: { props: { className: 'my-2 text-ink-soft' } },
    ul: { props: { className: 'my-2 list-disc pl-5 text-ink-soft' } },
    ol: { props: { className: 'my-2 list-decimal pl-5 text-ink-soft' } },
    li: { props: { className: 'my-1' } },
    a: CardLink,
    img: CardPicture,
    code: { props: { className: 'text-xs' } },
    pre: CardCode,
    table: CardTable,
    th: {
      props: { className: 'border-b border-line-strong/40 py-1.5 pr-4 text-left font-medium text-ink-soft' },
    },
    td: { props: { className: 'border-b border-line py-1.5 pr-4 align-top tabular-nums' } },
    blockquote: { props: { className: 'my-2 border-l-2 border-line-strong/40 pl-3 text-ink-soft' } },
    hr: { props: { className: 'my-4 border-line' } },
  },
} as const;

function CardLink({ href, children }: ComponentProps<'a'>) {
  if (!href || !/^https?:\/\//i.test(href)) return <span>{children}</span>;
  return (
    <a href={href} rel="noreferrer" className="text-accent underline-offset-4 hover:underline">
      {children}
    </a>
  );
}

/** A picture would be fetched from elsewhere, or is not there at all. */
function CardPicture({ alt }: ComponentProps<'img'>) {
  return <span className="text-ink-faint">{alt ? `[picture: ${alt}]` : '[picture]'}</span>;
}

function CardCode({ children }: { readonly children?: ReactNode }) {
  return (
    <Scrolling label="Text as it is" className="max-h-80 rounded-lg border border-line bg-sunken p-3">
      <pre className="text-xs leading-relaxed">{children}</pre>
    </Scrolling>
  );
}

function CardTable({ children }: { readonly children?: ReactNode }) {
  return (
    <Scrolling label="Table">
      <table className="w-full border-collapse text-xs [&_td:first-child]:whitespace-nowrap [&_thead:not(:has(th:not(:empty)))]:hidden">
        {children}
      </table>
    </Scrolling>
  );
}
