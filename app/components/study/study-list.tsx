import { Link } from '@remix-run/react';
import { ProgressBar } from '#app/components/ui/status.tsx';
import type { StudyListRow } from '#db/queries/studies.ts';
import { counted } from './plural.ts';
import { StatusBadge } from './status-badge.tsx';
import { When } from './when.tsx';

export function StudyList({ studies }: { readonly studies: readonly StudyListRow[] }) {
  return (
    <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
      {studies.map((study) => (
        <li
          key={study.id}
          className="relative grid gap-x-8 gap-y-3 px-5 py-4 hover:bg-sunken/60 md:grid-cols-[minmax(0,1fr)_minmax(12rem,22rem)]"
        >
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h2 className="min-w-0 font-serif text-lg font-semibold break-words">
                {/* The whole row leads to the study; the name is what is read out and focused. */}
                <Link
                  to={`/studies/${study.id}`}
                  prefetch="intent"
                  className="after:absolute after:inset-0 hover:text-accent"
                >
                  {study.name}
                </Link>
              </h2>
              <StatusBadge kind={study.kind} status={study.status} />
            </div>
            <p className="mt-0.5 text-sm text-ink-soft">
              {study.dataset} · {counted(study.systems, 'system')} · {counted(study.items, 'item')} ·{' '}
              <When at={study.createdAt} />
            </p>
          </div>
          <Progress study={study} />
        </li>
      ))}
    </ul>
  );
}

function Progress({ study }: { readonly study: StudyListRow }) {
  const raters = counted(study.annotators, 'rater');
  if (study.kind === 'imported')
    return <p className="self-center text-sm text-ink-soft tabular-nums md:text-right">{raters}</p>;
  return (
    <div className="flex flex-col justify-center gap-1.5">
      <ProgressBar
        label={`Progress of ${study.name}`}
        value={study.submitted}
        maximum={Math.max(1, study.wanted)}
      />
      <p className="flex justify-between gap-4 text-sm text-ink-soft tabular-nums">
        <span>
          {study.submitted.toLocaleString('en-GB')} of {study.wanted.toLocaleString('en-GB')} item ratings
        </span>
        <span>{raters}</span>
      </p>
    </div>
  );
}
