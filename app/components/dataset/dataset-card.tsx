import { Link } from '@remix-run/react';
import { LinkButton } from '#app/components/ui/button.tsx';
import type { DatasetSummary } from '#db/queries/datasets-admin.ts';
import { comparisonPath, datasetAddress } from './addresses.ts';
import { formatCount } from './format-count.ts';

/** What a dataset holds, and the ways into it. */
export function DatasetCard({ dataset }: { readonly dataset: DatasetSummary }) {
  const { name, description, licence, dialogues, contexts, systems } = dataset;
  return (
    <article className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-5 lg:flex-row lg:items-start lg:gap-8">
      <div className="min-w-0 flex-1">
        <h2 className="font-serif text-lg font-semibold [overflow-wrap:anywhere]">
          <Link to={datasetAddress(name)} className="hover:text-accent hover:underline">
            {name}
          </Link>
        </h2>
        {description ? <p className="mt-1 max-w-prose text-ink-soft">{description}</p> : null}
        <dl className="mt-3 grid grid-cols-2 gap-x-6 gap-y-2 text-sm sm:grid-cols-[6rem_6rem_minmax(0,1fr)_9rem]">
          <Fact term="Dialogues">{formatCount(dialogues)}</Fact>
          <Fact term="Contexts">{formatCount(contexts)}</Fact>
          <Fact term="Systems">{systems.length === 0 ? 'none yet' : systems.join(', ')}</Fact>
          <Fact term="Licence">{licence || 'not stated'}</Fact>
        </dl>
      </div>
      <div className="flex flex-wrap gap-2">
        <LinkButton to={datasetAddress(name)} aria-label={`Browse ${name}`}>
          Browse
        </LinkButton>
        <LinkButton to={comparisonPath(name)} aria-label={`Compare in ${name}`}>
          Compare
        </LinkButton>
      </div>
    </article>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-faint">{term}</dt>
      <dd className="tabular-nums [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
