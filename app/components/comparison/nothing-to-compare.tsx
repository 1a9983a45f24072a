import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState } from '#app/components/ui/surface.tsx';
import type { Comparison } from '#app/server/comparison.server.ts';
import { type ComparisonAddress, comparisonQuery } from './comparison-address.ts';

const everything: ComparisonAddress = {
  systems: [],
  runs: [],
  emotion: null,
  split: null,
  search: '',
  differ: null,
  flagged: false,
  view: { kind: 'list', page: 1 },
};

type NothingProps = Pick<Comparison, 'address' | 'total' | 'systems'>;

export function NothingToCompare({ address, total, systems }: NothingProps) {
  const { view: _, ...filters } = address;
  const isFiltered = comparisonQuery({ ...everything, ...filters, systems: [] }) !== '';
  if (total > 0)
    return (
      <EmptyState
        title="There is no such context in this dataset"
        action={<LinkButton to={comparisonQuery({ ...everything, ...filters })}>To the list</LinkButton>}
      >
        It may have been removed, or the link belongs to another workbench.
      </EmptyState>
    );
  if (isFiltered)
    return (
      <EmptyState
        title="No context is like this"
        action={
          <LinkButton to={comparisonQuery({ ...everything, systems: address.systems })}>
            Clear the filters
          </LinkButton>
        }
      >
        Search for other words, or choose fewer filters.
      </EmptyState>
    );
  return (
    <EmptyState title="Nothing to compare yet" action={<LinkButton to="/import">Import answers</LinkButton>}>
      {systems.length === 0
        ? 'This dataset has no contexts and no answers of systems.'
        : 'This dataset has no contexts.'}
    </EmptyState>
  );
}
