import { Link } from '@remix-run/react';
import type { CSSProperties } from 'react';
import type { ComparedListView, ComparedRow, ShownSystem } from '#app/server/comparison.server.ts';
import { formatCount } from '../dataset/format-count.ts';
import { FoundText } from '../dataset/found-text.tsx';
import { PageLinks } from '../dataset/page-links.tsx';
import { BreakableName, columnName } from './column-name.tsx';
import { type ComparisonAddress, comparisonQuery, listSize } from './comparison-address.ts';

interface ContextListProps {
  readonly view: ComparedListView;
  readonly chosen: readonly ShownSystem[];
  readonly address: ComparisonAddress;
  readonly caption: string;
}

const tableLook = [
  'w-full border-collapse text-sm [&_td]:align-top [&_td]:[overflow-wrap:anywhere]',
  'md:min-w-(--least) md:table-fixed md:[&_td]:px-3 md:[&_td]:py-2.5',
  // On a phone a row is a card, and every answer says whose it is.
  'max-md:[&_td]:block max-md:[&_td]:pb-2 max-md:[&_td[data-name]]:before:block',
  'max-md:[&_td[data-name]]:before:text-xs max-md:[&_td[data-name]]:before:text-ink-faint',
  'max-md:[&_td[data-name]]:before:content-[attr(data-name)]',
].join(' ');

// A collapsed border would stay behind when the head moves along.
const headLook = 'px-3 py-2 font-medium shadow-[inset_0_-1px_0_var(--line-strong)] [overflow-wrap:anywhere]';

/** Contexts stay in sight while the answers scroll by. */
const stayingContexts =
  'md:[&_:is(td,th):first-child]:sticky md:[&_:is(td,th):first-child]:left-0 md:[&_:is(td,th):first-child]:bg-canvas';

/** How many columns of answers fit a desk's screen; with more the table scrolls within itself. */
const widestUnscrolled = 6;

/** Fifty contexts by all chosen systems. The look of the cells is the table's, to keep 300 of them light. */
export function ContextList({ view, chosen, address, caption }: ContextListProps) {
  const names = chosen.map(columnName);
  const isWide = names.length > widestUnscrolled;
  return (
    <>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={caption}
        className={isWide ? 'md:overflow-x-auto' : 'md:overflow-x-auto xl:overflow-visible'}
      >
        <table
          className={`${tableLook} ${isWide ? stayingContexts : ''}`}
          style={{ '--least': isWide ? `${18 + names.length * 12}rem` : '56rem' } as CSSProperties}
        >
          <caption className="sr-only">{caption}</caption>
          <thead className="max-md:hidden">
            <tr className="text-left text-ink-soft xl:sticky xl:top-0 xl:bg-canvas">
              <th scope="col" className={`w-72 ${headLook}`}>
                Context
              </th>
              {names.map((name) => (
                <th key={name} scope="col" className={headLook}>
                  <BreakableName name={name} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.rows.map((row, index) => (
              <ContextListRow
                key={row.id}
                row={row}
                number={(view.page - 1) * listSize + index + 1}
                names={names}
                address={address}
              />
            ))}
          </tbody>
        </table>
      </section>
      <PageLinks
        page={view.page}
        pages={view.pages}
        addressOf={(page) => comparisonQuery({ ...address, view: { kind: 'list', page } })}
      />
    </>
  );
}

interface ContextListRowProps {
  readonly row: ComparedRow;
  /** Among the contexts under the filters, from 1. */
  readonly number: number;
  readonly names: readonly string[];
  readonly address: ComparisonAddress;
}

function ContextListRow({ row, number, names, address }: ContextListRowProps) {
  const { id, recent, turnIndex, emotion, flagged, answers } = row;
  const earlier = turnIndex - recent.length;
  return (
    <tr id={`context-${id}`} className="border-b border-line max-md:block max-md:py-3">
      <td>
        <Link
          to={comparisonQuery({ ...address, view: { kind: 'context', context: id } })}
          className="text-xs font-medium text-accent tabular-nums hover:underline"
        >
          {formatCount(number)}
          {emotion === null ? '' : ` · ${emotion}`}
          <span className="sr-only">, open this context</span>
        </Link>
        {flagged ? <span className="ml-2 text-xs text-warning">⚑ flagged</span> : null}
        {earlier > 0 ? (
          <span className="ml-2 text-xs text-ink-faint">
            after {earlier} earlier {earlier === 1 ? 'turn' : 'turns'}
          </span>
        ) : null}
        {recent.map((turn, index) => (
          <p
            // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the context
            key={index}
            dir="auto"
            className={turn.speaker === 'listener' ? 'mt-1 text-ink-faint' : 'mt-1'}
          >
            <FoundText text={turn.text} search={address.search} />
          </p>
        ))}
      </td>
      {answers.map((text, index) =>
        text === null ? (
          <td key={names[index]} data-name={names[index]} className="text-ink-faint">
            no answer
          </td>
        ) : (
          <td key={names[index]} data-name={names[index]} dir="auto">
            <FoundText text={text} search={address.search} />
          </td>
        ),
      )}
    </tr>
  );
}
