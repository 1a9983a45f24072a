import { Form, Link } from '@remix-run/react';
import type { RaterQuality } from '#annotations/quality/rater-quality.ts';
import { ConfirmAction } from '#app/components/study/confirm-action.tsx';
import { Section } from '#app/components/study/section.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { SelectField, TextArea } from '#app/components/ui/field.tsx';

interface ExclusionCardProps {
  readonly study: string;
  readonly raters: readonly RaterQuality[];
  /** Pseudonym that the page was asked to prepare; empty for none. */
  readonly chosen: string;
  readonly problem: string | undefined;
}

/** Who is left out and why, how to take that back, and how to leave somebody out. */
export function ExclusionCard({ study, raters, chosen, problem }: ExclusionCardProps) {
  const excluded = raters.filter((rater) => rater.excluded !== null);
  const counting = raters.filter((rater) => rater.excluded === null);
  return (
    <Section
      title="Left out of the results"
      lead={
        <>
          Ratings are kept, and{' '}
          <Link className="underline underline-offset-4" to={`/studies/${study}/results`}>
            results
          </Link>{' '}
          can be shown with and without. What is decided here stands in the study’s log.
        </>
      }
    >
      {excluded.length === 0 ? (
        <p className="text-sm text-ink-soft">Everybody counts.</p>
      ) : (
        <Excluded raters={excluded} />
      )}
      {counting.length === 0 ? null : (
        // Another rater was chosen by a link: the fields take that up.
        <LeaveOutForm key={chosen} raters={counting} chosen={chosen} problem={problem} />
      )}
    </Section>
  );
}

function Excluded({ raters }: Pick<ExclusionCardProps, 'raters'>) {
  return (
    <ul className="divide-y divide-line">
      {raters.map((rater) => (
        <li
          key={rater.rater}
          className="grid items-start gap-x-6 gap-y-2 py-3 sm:grid-cols-[4rem_minmax(0,1fr)_auto]"
        >
          <h3 className="font-medium">{rater.rater}</h3>
          <p className="min-w-0 text-sm break-words text-ink-soft">{rater.excluded}</p>
          <div className="no-print">
            <ConfirmAction
              fields={{ intent: 'include', rater: rater.rater }}
              label="Count again"
              description={`Count ${rater.rater} again`}
              title={`Count ${rater.rater} again?`}
            >
              Their ratings count in the results again. That they were left out stays in the log.
            </ConfirmAction>
          </div>
        </li>
      ))}
    </ul>
  );
}

function LeaveOutForm({ raters, chosen, problem }: Omit<ExclusionCardProps, 'study'>) {
  const reasons = raters.find(({ rater }) => rater === chosen)?.flags.map(({ reason }) => reason);
  return (
    <Form
      method="post"
      id="leave-out"
      className="no-print mt-5 flex max-w-prose scroll-mt-6 flex-col gap-4 border-t border-line pt-5"
    >
      <input type="hidden" name="intent" value="exclude" />
      <SelectField label="Leave out" name="rater" required defaultValue={chosen} className="max-w-48">
        <option value="" disabled>
          choose a rater
        </option>
        {raters.map(({ rater }) => (
          <option key={rater} value={rater}>
            {rater}
          </option>
        ))}
      </SelectField>
      <TextArea
        label="Why"
        name="reason"
        rows={3}
        required
        maxLength={2000}
        defaultValue={reasons?.join(' ') ?? ''}
        hint="It stands in reports and exports: name nobody."
        error={problem}
      />
      <div>
        <Button type="submit" look="danger">
          Leave out of the results
        </Button>
      </div>
    </Form>
  );
}
