import { Link } from '@remix-run/react';
import Markdown from 'markdown-to-jsx/react';
import type { ComponentProps, ReactNode } from 'react';
import { Scrolling } from '../scrolling.tsx';
import { metricPagePath } from './addresses.ts';

/** A page of `docs/metrics/` under the page's own title: set to be read, its links leading to the pages here. */
export function MetricDocument({ text }: { readonly text: string }) {
  return (
    <div className="max-w-3xl leading-relaxed [overflow-wrap:anywhere]">
      <Markdown options={options}>{text}</Markdown>
    </div>
  );
}

const heading = 'mt-8 mb-2 font-serif font-semibold first:mt-0';

const options = {
  wrapper: 'div',
  forceWrapper: true,
  disableParsingRawHTML: true,
  disableAutoLink: true,
  overrides: {
    h1: { component: 'h2', props: { className: `${heading} text-xl` } },
    h2: { props: { className: `${heading} text-xl` } },
    h3: { props: { className: `${heading} text-lg` } },
    p: { props: { className: 'my-4 text-ink-soft first:mt-0' } },
    strong: { props: { className: 'font-semibold text-ink' } },
    ul: { props: { className: 'my-4 list-disc space-y-1.5 pl-5 text-ink-soft marker:text-ink-faint' } },
    ol: { props: { className: 'my-4 list-decimal space-y-1.5 pl-5 text-ink-soft marker:text-ink-faint' } },
    a: DocumentLink,
    code: { props: { className: 'rounded bg-sunken px-1 py-0.5 text-[0.85em] text-ink' } },
    pre: DocumentCode,
    table: DocumentTable,
    th: {
      props: {
        scope: 'col',
        className:
          'border-b border-line-strong/40 py-2 pr-5 text-left align-bottom font-medium text-ink-soft',
      },
    },
    td: { props: { className: 'border-b border-line py-2 pr-5 align-top tabular-nums' } },
    blockquote: { props: { className: 'my-4 border-l-2 border-line-strong/40 pl-4 text-ink-soft' } },
    hr: { props: { className: 'my-6 border-line' } },
  },
} as const;

const linkClass = 'text-accent underline underline-offset-4 decoration-accent/40 hover:decoration-accent';

/** Guides lie beside the program, not in it: what they are called stays, as text. */
function DocumentLink({ href, children }: ComponentProps<'a'>) {
  const page = /^([a-z0-9-]+)\.md(?:#.*)?$/.exec(href ?? '')?.[1];
  if (page)
    return (
      <Link to={page === 'index' ? '/metric-pages' : metricPagePath(page)} className={linkClass}>
        {children}
      </Link>
    );
  if (!href || !/^https?:\/\//i.test(href)) return <span>{children}</span>;
  return (
    <a href={href} rel="noreferrer" className={linkClass}>
      {children}
    </a>
  );
}

function DocumentCode({ children }: { readonly children?: ReactNode }) {
  return (
    <Scrolling
      label="Text as it is"
      className="rounded-lg border border-line bg-sunken p-4 text-sm [&_code]:bg-transparent [&_code]:p-0"
    >
      <pre className="leading-relaxed">{children}</pre>
    </Scrolling>
  );
}

function DocumentTable({ children }: { readonly children?: ReactNode }) {
  return (
    <Scrolling label="Table">
      <table className="w-full min-w-md border-collapse text-sm [overflow-wrap:normal]">{children}</table>
    </Scrolling>
  );
}
