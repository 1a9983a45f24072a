import type { ReactNode } from 'react';
import type { Latency, PoolStatus } from '#models/client.ts';
import { counted, formatCount } from '../dataset/format-count.ts';
import { ProgressBar } from '../ui/status.tsx';
import { Card } from '../ui/surface.tsx';
import { formatRate, formatSeconds } from './format-seconds.ts';
import { MinuteChart } from './minute-chart.tsx';

/** How much is asked and how fast it is answered. */
export function ServingFigures({ status }: { readonly status: PoolStatus }) {
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      <Card className="flex flex-col lg:col-span-2">
        <h2 className="text-sm font-medium text-ink-soft">Speed over the last minute</h2>
        <dl className="my-3 flex flex-wrap gap-x-10 gap-y-3">
          <Figure name="replies a second">{formatRate(status.repliesPerSecond)}</Figure>
          <Figure name="tokens a second">{formatRate(status.tokensPerSecond)}</Figure>
        </dl>
        <MinuteChart seconds={status.lastMinute} />
      </Card>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-1">
        <Queue status={status} />
        <Card>
          <h2 className="text-sm font-medium text-ink-soft">Time from the asking, last five minutes</h2>
          <dl className="mt-3 flex flex-col gap-2">
            <Times name="First token" latency={status.firstToken} />
            <Times name="Whole reply" latency={status.reply} />
          </dl>
        </Card>
      </div>
    </div>
  );
}

function Queue({ status: { queue, processes, capacity } }: { readonly status: PoolStatus }) {
  const underWay = processes.reduce((sum, { requests }) => sum + requests, 0);
  return (
    <Card>
      <h2 className="text-sm font-medium text-ink-soft">Requests</h2>
      <dl className="my-3 flex flex-wrap gap-x-10 gap-y-3">
        <Figure name="being answered">{formatCount(underWay)}</Figure>
        <Figure name="waiting">{formatCount(queue.requests)}</Figure>
      </dl>
      <ProgressBar
        label="Requests waiting, of as many as may"
        value={queue.requests}
        maximum={queue.mostRequests ?? Math.max(1, queue.requests)}
      />
      <p className="mt-2 text-xs text-ink-faint tabular-nums">
        {processes.length === 0 ? 'None is answered now' : `${formatCount(capacity)} are answered at once`}
        {queue.mostRequests === null ? '' : `, ${formatCount(queue.mostRequests)} more may wait`}
        {queue.requests > 0 && queue.expectedSeconds !== null
          ? `; the last of them for about ${formatSeconds(queue.expectedSeconds)}`
          : ''}
        .
      </p>
    </Card>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-24 flex-col-reverse">
      <dt className="text-xs text-ink-faint">{name}</dt>
      <dd className="text-3xl font-semibold tracking-tight tabular-nums">{children}</dd>
    </div>
  );
}

function Times({ name, latency }: { readonly name: string; readonly latency: Latency | null }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4">
      <dt>{name}</dt>
      <dd className="text-sm text-ink-soft tabular-nums">
        {latency === null ? (
          'none yet'
        ) : (
          <>
            half within <strong className="text-ink">{formatSeconds(latency.p50)}</strong>, 95 % within{' '}
            <strong className="text-ink">{formatSeconds(latency.p95)}</strong>
          </>
        )}
      </dd>
    </div>
  );
}

const unusual = [
  { name: 'failed', label: 'failed' },
  { name: 'cancelled', label: 'stopped or left' },
  { name: 'refused', label: 'refused because the queue was full' },
  { name: 'retried', label: 'begun again in another process' },
] as const;

/** How everything ended that was asked since the server started. */
export function ServingCounts({ counts }: { readonly counts: PoolStatus['counts'] }) {
  const others = unusual.filter(({ name }) => counts[name] > 0);
  return (
    <p className="text-sm text-ink-soft tabular-nums">
      Since the start: {counted(counts.done, 'request')} answered, with {counted(counts.tokens, 'token')} in
      all
      {others.map(({ name, label }) => `; ${formatCount(counts[name])} ${label}`).join('')}.
    </p>
  );
}
