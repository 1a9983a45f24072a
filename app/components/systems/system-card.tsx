import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { LinkButton } from '#app/components/ui/button.tsx';
import type { SystemEntry } from '#app/server/systems.server.ts';
import { formatCount } from '../dataset/format-count.ts';
import { formatBytes } from '../import/format-bytes.ts';
import { newRunAddress, systemAddress } from './addresses.ts';
import { inMillions } from './in-millions.ts';
import { SystemStateBadge } from './system-state.tsx';

/** What a system is, where it stands and what it has answered. */
export function SystemCard({ system }: { readonly system: SystemEntry }) {
  const { name, description, state, problem, generator, sizes, runs, datasets } = system;
  return (
    <article className="flex h-full flex-col gap-4 rounded-xl border border-line bg-surface p-5 sm:flex-row sm:items-start sm:gap-8">
      <div className="min-w-0 flex-1">
        <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 font-serif text-lg font-semibold [overflow-wrap:anywhere]">
          <Link to={systemAddress(name)} className="hover:text-accent hover:underline">
            {name}
          </Link>
          <span className="font-sans">
            <SystemStateBadge state={state} />
          </span>
        </h3>
        {description ? <p className="mt-1 max-w-prose text-ink-soft">{description}</p> : null}
        {problem && state === 'unusable' ? (
          <p className="mt-1 max-w-prose text-sm text-danger [overflow-wrap:anywhere]">{problem}</p>
        ) : null}
        <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2 text-sm">
          {generator ? <Fact term="Generator">{generator}</Fact> : null}
          {sizes ? (
            <Fact term="Size">
              {inMillions(sizes.parameters)} parameters, {formatBytes(sizes.bytes)}
            </Fact>
          ) : null}
          <Fact term="Runs">{runs === 0 ? 'none yet' : formatCount(runs)}</Fact>
          {datasets.length > 0 ? <Fact term="Datasets">{datasets.join(', ')}</Fact> : null}
        </dl>
      </div>
      {state === 'ready' ? (
        <LinkButton
          to={newRunAddress({ system: name })}
          aria-label={`Start a run of ${name}`}
          className="self-start"
        >
          Start a run
        </LinkButton>
      ) : null}
    </article>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-faint">{term}</dt>
      <dd className="tabular-nums [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
