import { Link } from '@remix-run/react';
import { counted } from './format-count.ts';

interface DatasetChoiceProps {
  readonly datasets: readonly {
    readonly name: string;
    readonly contexts: number;
    readonly systems: readonly string[];
  }[];
  /** Where a dataset of a name leads to. */
  readonly to: (name: string) => string;
}

/** Datasets as cards that lead on, each with what it holds. */
export function DatasetChoice({ datasets, to }: DatasetChoiceProps) {
  return (
    <ul className="grid gap-3 md:grid-cols-2 2xl:grid-cols-3">
      {datasets.map(({ name, contexts, systems }) => (
        <li key={name} className="relative rounded-xl border border-line bg-surface p-5 hover:border-accent">
          <h2 className="font-serif text-lg font-semibold [overflow-wrap:anywhere]">
            <Link to={to(name)} className="after:absolute after:inset-0">
              {name}
            </Link>
          </h2>
          <p className="mt-1 text-sm text-ink-soft tabular-nums">
            {counted(contexts, 'context')} · {counted(systems.length, 'system')}
          </p>
          <p className="mt-2 text-sm text-ink-faint [overflow-wrap:anywhere]">{systems.join(', ')}</p>
        </li>
      ))}
    </ul>
  );
}
