import { Form, Link } from '@remix-run/react';
import { counted, formatCount } from '../dataset/format-count.ts';
import { useRefresh } from '../runs/use-refresh.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { Notice, ProgressBar } from '../ui/status.tsx';
import type { HumanPage, StudyScoring } from './human-page.ts';

/** What can be done for more numbers: compute metrics, say what the references are. */
export function HumanOffers({ page }: { readonly page: HumanPage }) {
  const { scoring, missing, references, withoutReference } = page;
  const isGoingOn = scoring !== null && scoring.status !== 'failed';
  useRefresh(isGoingOn);
  return (
    <>
      {scoring && isGoingOn ? <Going scoring={scoring} /> : null}
      {scoring?.status === 'failed' ? (
        <Notice tone="danger" title="The metrics could not be computed.">
          <p className="[overflow-wrap:anywhere]">
            {scoring.error ?? 'No reason was kept; the log may know.'}
          </p>
        </Notice>
      ) : null}
      {missing > 0 && !isGoingOn ? (
        <Notice tone="accent" title={`${counted(missing, 'metric')} not computed for the rated responses.`}>
          <Form method="post" className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <input type="hidden" name="intent" value="compute" />
            <span>Only the {formatCount(page.responses)} rated responses are scored, in the background.</span>
            <Button type="submit">Compute them</Button>
          </Form>
        </Notice>
      ) : null}
      {references.length > 0 ? (
        <Notice tone="warning" title={`${counted(withoutReference, 'rated response')} without a reference.`}>
          <p>
            Files of ratings have no references, but often the person’s own answer as one of the systems.
            Metrics that compare with a reference can then take it from there.
          </p>
          <Form method="post" className="mt-2 flex max-w-xl flex-wrap items-end gap-3">
            <input type="hidden" name="intent" value="references" />
            <div className="min-w-48 flex-1">
              <SelectField label="References are the answers of" name="system" required defaultValue="">
                <option value="" disabled>
                  Choose a system
                </option>
                {references.map(({ system, answers }) => (
                  <option key={system} value={system}>
                    {system} ({formatCount(answers)})
                  </option>
                ))}
              </SelectField>
            </div>
            <Button type="submit" look="secondary">
              Take as references
            </Button>
          </Form>
        </Notice>
      ) : null}
    </>
  );
}

function Going({ scoring: { id, done, total } }: { readonly scoring: StudyScoring }) {
  return (
    <div className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-4">
      <p role="status" className="text-sm text-ink-soft">
        Computing metrics of the rated responses.{' '}
        <Link to={`/jobs/${id}`} className="underline underline-offset-4 hover:text-ink">
          The job
        </Link>
      </p>
      <ProgressBar label="Scoring the responses of the study" value={done} maximum={total} />
      <noscript>
        <p className="text-sm text-ink-faint">Load the page again to see how far it is.</p>
      </noscript>
    </div>
  );
}
