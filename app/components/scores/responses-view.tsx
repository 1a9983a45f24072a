import { Link } from '@remix-run/react';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState } from '#app/components/ui/surface.tsx';
import { scoresPath } from './addresses.ts';
import { DistributionSection } from './distribution-section.tsx';
import { ResponseListSection } from './response-list-section.tsx';
import { type ResponsesAddress, responsesQuery } from './responses-address.ts';
import { DistributionControls, ScatterControls } from './responses-controls.tsx';
import type { ResponsesPage } from './responses-page.ts';
import { ScatterSection } from './scatter-section.tsx';

/** Single responses: how their values are spread, how two values go together, and the responses behind any mark. */
export function ResponsesView(page: ResponsesPage) {
  const { plot, list, address } = page;
  return (
    <div className="flex flex-col gap-6">
      <PlotSwitch address={address} />
      {address.view.plot === 'scatter' ? (
        <ScatterControls page={page} view={address.view} />
      ) : (
        <DistributionControls page={page} view={address.view} />
      )}
      {plot.kind === 'nothing' ? (
        <EmptyState
          title={plot.title}
          action={<LinkButton to={scoresPath(page.dataset)}>To the leaderboard</LinkButton>}
        >
          {plot.reason}
        </EmptyState>
      ) : plot.kind === 'distribution' ? (
        <DistributionSection page={page} plot={plot} />
      ) : (
        <ScatterSection page={page} plot={plot} />
      )}
      {list ? <ResponseListSection page={page} list={list} /> : null}
    </div>
  );
}

function PlotSwitch({ address }: { readonly address: ResponsesAddress }) {
  const { prepare, view } = address;
  const isScatter = view.plot === 'scatter';
  const metric = isScatter ? view.across.metric : view.metric;
  const distribution: ResponsesAddress = {
    prepare,
    page: 1,
    view: { plot: 'distribution', metric, systems: [], chosen: null },
  };
  // The chosen metric of the first two chosen systems.
  const [across = null, up = null] = isScatter ? [] : view.systems;
  const scatter: ResponsesAddress = {
    prepare,
    page: 1,
    view: {
      plot: 'scatter',
      across: { metric, system: across },
      up: { metric, system: up },
      axes: 'even',
      mark: null,
    },
  };
  return (
    <nav
      aria-label="Plot"
      className="no-print flex self-start rounded-lg border border-line-strong/50 bg-surface p-0.5"
    >
      <Choice to={isScatter ? responsesQuery(distribution) || '?' : '?'} isCurrent={!isScatter}>
        Distribution
      </Choice>
      <Choice to={responsesQuery(scatter)} isCurrent={isScatter}>
        Scatter plot
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
  const look = 'inline-flex min-h-9 items-center rounded-md px-3 text-sm font-medium';
  if (isCurrent)
    return (
      <span aria-current="true" className={`${look} bg-accent-soft text-accent-strong`}>
        {children}
      </span>
    );
  return (
    <Link to={to} preventScrollReset className={`${look} text-ink-soft hover:text-ink`}>
      {children}
    </Link>
  );
}
