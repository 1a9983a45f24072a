import { Form } from '@remix-run/react';
import { Button, LinkButton } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import type { RunSummary } from '#app/server/run-summary.server.ts';
import type { GenerationRequest } from '#db/queries/generation-jobs.ts';
import type { JobProgress } from '#db/schema/jobs.ts';
import { comparisonPath } from '../dataset/addresses.ts';
import { counted, formatCount } from '../dataset/format-count.ts';
import { runExportAddress, systemAddress } from '../systems/addresses.ts';
import { comparedRunAddress } from './runs-table.tsx';

/** What a run brought, and where to look at it. */
export function RunDone({ summary }: { readonly summary: RunSummary }) {
  const { system, dataset, run, contexts, generated, already_there: there, refused, per_second } = summary;
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="good" title={`${formatCount(generated)} of ${counted(contexts, 'context')} answered.`}>
        {there > 0 ? <p>{formatCount(there)} had been answered before.</p> : null}
        {generated > 0 ? <p className="tabular-nums">{per_second} answers a second.</p> : null}
      </Notice>
      {refused > 0 ? (
        <Notice tone="warning" title={`${counted(refused, 'context')} could not be answered.`}>
          <p className="[overflow-wrap:anywhere]">The first because: {summary.first_refusal}</p>
        </Notice>
      ) : null}
      <p className="flex flex-wrap gap-2">
        {generated + there > 0 ? (
          <>
            <LinkButton to={comparedRunAddress({ system, dataset, run })} look="primary">
              Compare
            </LinkButton>
            <LinkButton to={runExportAddress(run)} reloadDocument download>
              Export
            </LinkButton>
          </>
        ) : null}
        <LinkButton to={systemAddress(system)} look="quiet">
          All runs of {system}
        </LinkButton>
      </p>
    </div>
  );
}

interface RunStoppedProps {
  readonly request: GenerationRequest;
  readonly progress: JobProgress;
  /** Why, where it failed; null where it was cancelled. */
  readonly failure: string | null;
}

/** A run that ended before its last context: why, what stays, and the way on. */
export function RunStopped({ request, progress, failure }: RunStoppedProps) {
  const { system, dataset } = request;
  const { done, total } = progress;
  const stays =
    done > 0 && total !== null
      ? `${formatCount(done)} of ${counted(total, 'context')} ${done === 1 ? 'is' : 'are'} answered; that stays.`
      : 'Nothing had been answered yet.';
  return (
    <div className="flex flex-col gap-4">
      <Notice
        tone={failure === null ? 'warning' : 'danger'}
        title={failure === null ? 'Cancelled.' : 'It failed.'}
      >
        {failure === null ? null : <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{failure}</p>}
        <p>{stays}</p>
      </Notice>
      <Form method="post" className="flex flex-wrap gap-2">
        <input type="hidden" name="intent" value="again" />
        <Button type="submit">{done > 0 ? 'Go on with it' : 'Start it again'}</Button>
        {done > 0 ? <LinkButton to={comparisonPath(dataset)}>Compare</LinkButton> : null}
        <LinkButton to={systemAddress(system)} look="quiet">
          All runs of {system}
        </LinkButton>
      </Form>
    </div>
  );
}
