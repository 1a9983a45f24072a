import { Form, Link } from '@remix-run/react';
import { LocalTime } from '#app/components/import/local-time.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { TextField } from '#app/components/ui/field.tsx';
import { Badge } from '#app/components/ui/status.tsx';
import type { LearningPage } from '#app/server/learning/learning-page.server.ts';
import { Concerns, ConfirmBox } from './concerns.tsx';
import { trainingAddress } from './training-words.ts';

/** What was in service since when, with the way back. */
export function VersionList({
  system,
  versions,
  concerns,
}: Pick<LearningPage, 'system' | 'versions' | 'concerns'>) {
  return (
    <>
      {versions.length > 1 ? <Concerns concerns={concerns} /> : null}
      <ol className="flex flex-col divide-y divide-line">
        {versions.map(({ version, since, byName, note, checkpoint, trainingId }, index) => (
          <li key={version} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-3">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
                Version {version}
                {index === 0 ? <Badge tone="good">in service</Badge> : null}
              </p>
              <p className="text-sm text-ink-faint">
                since <LocalTime at={since} />
                {byName ? `, by ${byName}` : ''}
                {checkpoint ? (
                  <>
                    , checkpoint <code title={checkpoint}>{checkpoint.slice(0, 12)}</code>
                  </>
                ) : null}
              </p>
              {note ? <p className="text-sm [overflow-wrap:anywhere]">{note}</p> : null}
              {trainingId ? (
                <Link
                  to={trainingAddress({ system, id: trainingId })}
                  className="text-sm text-accent underline underline-offset-4"
                >
                  Its training
                </Link>
              ) : null}
            </div>
            {index === 0 ? null : (
              // What was said for one change is not kept for the next.
              <Form key={versions.length} method="post" className="flex flex-col gap-2">
                <input type="hidden" name="version" value={version} />
                {concerns.length > 0 ? (
                  <TextField label="Why" name="note" defaultValue="" required maxLength={2000} />
                ) : (
                  <input type="hidden" name="note" value={`Version ${version} put back`} />
                )}
                <ConfirmBox concerns={concerns} />
                <Button
                  type="submit"
                  name="intent"
                  value="put-back"
                  look="secondary"
                  aria-label={`Put back version ${version}`}
                >
                  Put back
                </Button>
              </Form>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
