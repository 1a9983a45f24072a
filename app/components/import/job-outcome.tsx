import { LinkButton } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import type { ImportSummary, JobFailure } from '#app/server/job-view.server.ts';
import { comparisonPath, datasetAddress } from '../dataset/addresses.ts';
import { counted, formatCount } from '../dataset/format-count.ts';

const nouns: Readonly<Record<string, readonly [string, string]>> = {
  dialogues: ['dialogue', 'dialogues'],
  contexts: ['context', 'contexts'],
  responses: ['answer', 'answers'],
  items: ['item', 'items'],
  raters: ['rater', 'raters'],
  ratings: ['rating', 'ratings'],
};

/** What an import brought, and where to look at it. */
export function ImportDone({ summary }: { readonly summary: ImportSummary }) {
  const { added, already_there: there, dataset, study, systems, notes } = summary;
  const brought = Object.entries(added)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => counted(count, ...(nouns[name] ?? [name, name])));
  return (
    <div className="flex flex-col gap-4">
      <Notice
        tone="good"
        title={brought.length > 0 ? `Added: ${brought.join(', ')}.` : 'Nothing new in this file.'}
      >
        {there > 0
          ? `${formatCount(there)} of what the file holds ${there === 1 ? 'was' : 'were'} here already.`
          : null}
      </Notice>
      {systems.length > 0 ? (
        <p className="text-sm text-ink-soft [overflow-wrap:anywhere]">Systems: {systems.join(', ')}.</p>
      ) : null}
      {notes.length > 0 ? (
        <ul className="list-disc pl-5 text-sm text-ink-soft">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
      <p className="flex flex-wrap gap-2">
        {study ? <LinkButton to={`/studies/${encodeURIComponent(study)}`}>Open the study</LinkButton> : null}
        {dataset ? <LinkButton to={datasetAddress(dataset)}>Browse the dataset</LinkButton> : null}
        {dataset ? <LinkButton to={comparisonPath(dataset)}>Compare</LinkButton> : null}
        <LinkButton to="/import" look="quiet">
          Import more
        </LinkButton>
      </p>
    </div>
  );
}

/** Why an import failed: every bad row that was found, and that nothing came in. */
export function JobFailed({
  failure,
  isImport,
}: {
  readonly failure: JobFailure;
  readonly isImport: boolean;
}) {
  const { message, rows, isCut } = failure;
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="danger" title={isImport ? 'Nothing was imported.' : 'It failed.'}>
        <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{message}</p>
      </Notice>
      {rows.length > 0 ? (
        <table className="w-full border-collapse text-sm">
          <caption className="mb-2 text-left text-ink-soft">
            {isCut
              ? `The first ${rows.length} lines to mend; there may be more.`
              : `To mend: ${counted(rows.length, 'line')}.`}
          </caption>
          <thead>
            <tr className="border-b border-line-strong/40 text-left text-ink-soft">
              <th scope="col" className="py-2 pr-4 text-right font-medium">
                Line
              </th>
              <th scope="col" className="py-2 font-medium">
                What is wrong
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, what }) => (
              <tr key={line} className="border-b border-line align-top">
                <th scope="row" className="py-2 pr-4 text-right font-medium tabular-nums">
                  {formatCount(line)}
                </th>
                <td className="py-2 [overflow-wrap:anywhere]">{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {isImport ? (
        <p>
          <LinkButton to="/import">Mend the file and import it again</LinkButton>
        </p>
      ) : null}
    </div>
  );
}
