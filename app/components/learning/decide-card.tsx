import { Form, useNavigation } from '@remix-run/react';
import { LocalTime } from '#app/components/import/local-time.tsx';
import { Section } from '#app/components/study/section.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { TextArea } from '#app/components/ui/field.tsx';
import type { TrainingPage } from '#app/server/learning/training-page.server.ts';
import { Concerns, ConfirmBox } from './concerns.tsx';

/** What becomes of a new checkpoint: a person's word. */
export function DecideCard({ training, concerns }: Pick<TrainingPage, 'training' | 'concerns'>) {
  const { system, status, note, decidedAt, decidedByName } = training;
  const isBusy = useNavigation().state !== 'idle';
  const isServing = status === 'in-service';
  return (
    <Section
      title={isServing ? `${system} answers with it` : 'Into service?'}
      lead={
        isServing
          ? 'Whoever talks with the system is answered by the new checkpoint. An earlier version can be put back on the page before.'
          : `If you put it into service, ${system} answers with it from the next message on, under the same name. Runs and replies remember what they were made with.`
      }
    >
      {decidedAt ? (
        <div className="mb-4 text-sm">
          <p className="text-ink-faint">
            Decided{decidedByName ? ` by ${decidedByName}` : ''}, <LocalTime at={decidedAt} />
          </p>
          {note ? <p className="mt-1 [overflow-wrap:anywhere]">{note}</p> : null}
        </div>
      ) : null}
      <Form method="post" className="flex flex-col gap-4">
        {isServing ? null : (
          <TextArea
            label="Note"
            name="note"
            rows={2}
            maxLength={2000}
            hint="Why; it is kept with the versions, and in the log of an open study."
          />
        )}
        <Concerns concerns={concerns} />
        <ConfirmBox concerns={concerns} />
        <div className="flex flex-wrap gap-2">
          {isServing ? null : (
            <Button type="submit" name="intent" value="serve" disabled={isBusy}>
              Put into service
            </Button>
          )}
          {status === 'made' ? (
            <Button
              type="submit"
              name="intent"
              value="leave"
              look="secondary"
              formNoValidate
              disabled={isBusy}
            >
              Leave it
            </Button>
          ) : null}
          <Button type="submit" name="intent" value="compare" look="quiet" formNoValidate disabled={isBusy}>
            Compare both live
          </Button>
        </div>
      </Form>
    </Section>
  );
}
