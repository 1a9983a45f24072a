import { Link } from '@remix-run/react';
import { type ComparisonAddress, comparisonQuery } from './comparison-address.ts';

interface ViewSwitchProps {
  readonly address: ComparisonAddress;
  readonly listAddress: string;
}

/** Between the list and one context at a time. */
export function ViewSwitch({ address, listAddress }: ViewSwitchProps) {
  const { kind } = address.view;
  const first = comparisonQuery({ ...address, view: { kind: 'context', context: null } });
  return (
    <nav aria-label="View" className="flex rounded-lg border border-line-strong/50 bg-surface p-0.5">
      <Choice to={listAddress} isCurrent={kind === 'list'}>
        List
      </Choice>
      <Choice to={kind === 'context' ? comparisonQuery(address) : first} isCurrent={kind === 'context'}>
        One context
      </Choice>
    </nav>
  );
}

interface ChoiceProps {
  readonly to: string;
  readonly isCurrent: boolean;
  readonly children: string;
}

function Choice({ to, isCurrent, children }: ChoiceProps) {
  return (
    <Link
      to={to}
      aria-current={isCurrent ? 'page' : undefined}
      className={`inline-flex min-h-9 items-center rounded-md px-3 text-sm font-medium ${
        isCurrent ? 'bg-accent-soft text-accent-strong' : 'text-ink-soft hover:text-ink'
      }`}
    >
      {children}
    </Link>
  );
}
