import { Form, Link } from '@remix-run/react';
import { counted } from '#app/components/dataset/format-count.ts';
import { LocalTime } from '#app/components/import/local-time.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { Badge } from '#app/components/ui/status.tsx';
import type { TrainingSummary } from '#db/queries/trainings.ts';
import { trainingAddress, trainingStates, trainingTitles } from './training-words.ts';

/** A system's trainings, the newest first. */
export function TrainingList({ trainings }: { readonly trainings: readonly TrainingSummary[] }) {
  return (
    <ol className="flex flex-col divide-y divide-line">
      {trainings.map((training) => (
        <li key={training.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Link
                to={trainingAddress(training)}
                className="font-medium underline-offset-4 hover:text-accent hover:underline"
              >
                {trainingTitles[training.kind]}
              </Link>
              <Badge tone={trainingStates[training.status].tone}>
                {trainingStates[training.status].label}
              </Badge>
            </p>
            <p className="text-sm text-ink-faint">
              <LocalTime at={training.createdAt} />,{' '}
              {counted(training.feedback, 'report or edit', 'reports and edits')}
            </p>
            {training.note ? <p className="text-sm [overflow-wrap:anywhere]">{training.note}</p> : null}
          </div>
          {training.status === 'failed' ? (
            <Form method="post">
              <input type="hidden" name="training" value={training.id} />
              <Button type="submit" name="intent" value="go-on" look="secondary">
                Go on
              </Button>
            </Form>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
