import { ScrollRegion } from './scroll-region.tsx';
import { Section } from './section.tsx';
import { When } from './when.tsx';

export interface AnnotatorRow {
  readonly pseudonym: string;
  readonly joinedAt: string;
  readonly submitted: number;
  readonly active: number;
  readonly skipped: number;
  readonly flagged: number;
  readonly lastSeen: string | null;
}

const head = 'px-3 py-2 text-left text-xs font-medium text-ink-faint first:pl-0 last:pr-0';
const cell = 'px-3 py-2 first:pl-0 last:pr-0';
// Rated elsewhere, long ago: such a file's raters were never active here.
const manyAnnotators = 12;

export function AnnotatorsCard({
  kind,
  annotators,
}: {
  readonly kind: 'live' | 'imported';
  readonly annotators: readonly AnnotatorRow[];
}) {
  return (
    <Section
      title={kind === 'live' ? 'Annotators' : 'Raters'}
      lead={
        kind === 'live'
          ? 'By the pseudonym that also stands in every export.'
          : 'By the names the file gives them.'
      }
    >
      {annotators.length === 0 ? (
        <p className="text-sm text-ink-soft">Nobody has joined yet. Send somebody an invitation link.</p>
      ) : (
        <ScrollRegion
          label={kind === 'live' ? 'Table of annotators' : 'Table of raters'}
          className={annotators.length > manyAnnotators ? 'max-h-96 overflow-y-auto' : ''}
        >
          <table className="w-full text-sm">
            <thead className="sticky top-0 bg-surface">
              <tr className="border-b border-line">
                <th scope="col" className={head}>
                  {kind === 'live' ? 'Pseudonym' : 'Rater'}
                </th>
                <th scope="col" className={`${head} text-right`}>
                  {kind === 'live' ? 'Submitted' : 'Items'}
                </th>
                {kind === 'live' ? <LiveHeads /> : null}
              </tr>
            </thead>
            <tbody className="divide-y divide-line tabular-nums">
              {annotators.map((annotator) => (
                <Row key={annotator.pseudonym} {...{ kind, annotator }} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </Section>
  );
}

function Row({ kind, annotator }: { readonly kind: 'live' | 'imported'; readonly annotator: AnnotatorRow }) {
  return (
    <tr>
      <th scope="row" className={`${cell} text-left font-medium`}>
        {annotator.pseudonym}
      </th>
      <td className={`${cell} text-right`}>{annotator.submitted.toLocaleString('en-GB')}</td>
      {kind === 'live' ? <LiveCells annotator={annotator} /> : null}
    </tr>
  );
}

function LiveHeads() {
  return (
    <>
      {['In progress', 'Skipped', 'Flagged'].map((name) => (
        <th key={name} scope="col" className={`${head} text-right whitespace-nowrap`}>
          {name}
        </th>
      ))}
      <th scope="col" className={`${head} text-right`}>
        Last seen
      </th>
    </>
  );
}

function LiveCells({ annotator }: { readonly annotator: AnnotatorRow }) {
  return (
    <>
      <td className={`${cell} text-right`}>{annotator.active}</td>
      <td className={`${cell} text-right`}>{annotator.skipped}</td>
      <td className={`${cell} text-right`}>{annotator.flagged}</td>
      <td className={`${cell} text-right text-ink-soft`}>
        {annotator.lastSeen ? (
          <When at={annotator.lastSeen} precise />
        ) : (
          <>
            joined <When at={annotator.joinedAt} />
          </>
        )}
      </td>
    </>
  );
}
