import type { HostStatus } from '#models/client.ts';
import { counted, formatCount } from '../dataset/format-count.ts';
import { Badge } from '../ui/status.tsx';
import { formatAge, formatRate } from './format-seconds.ts';
import { ProcessList } from './process-list.tsx';

interface HostCardProps {
  readonly host: HostStatus;
  /** Whether Redis tells of hosts: else nobody knows whether it is there. */
  readonly isKnown: boolean;
  /** The server's clock, ISO. */
  readonly now: string;
}

/** Another host that answers, and its processes; or that nothing is heard of it any more. */
export function HostCard({ host, isKnown, now }: HostCardProps) {
  const { name, processId, heardAt, isThere, capacity, processes } = host;
  const ago = (at: string) => formatAge(Date.parse(now) - Date.parse(at));
  const requests = processes.reduce((sum, process) => sum + process.requests, 0);
  return (
    <section
      aria-label={`Host ${name}`}
      className="rounded-xl border border-line p-4 sm:p-5 [&:not(:last-child)]:mb-4"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="min-w-0 font-medium break-words">
          {name} <span className="font-normal whitespace-nowrap text-ink-faint">worker {processId}</span>
        </h3>
        <State {...{ isKnown, isThere, requests }} />
      </div>
      {isThere ? (
        <>
          <p className="mt-1 mb-4 text-sm text-ink-soft tabular-nums">
            {counted(requests, 'request')} of at most {formatCount(capacity)};{' '}
            {formatRate(host.tokensPerSecond)} tokens and {formatRate(host.repliesPerSecond)} replies a second
            over the last minute. Running for {ago(host.since)}, last heard of {ago(heardAt)} ago.
          </p>
          <ProcessList processes={processes} capacity={capacity} now={now} heading="h4" />
        </>
      ) : (
        <p className="mt-1 text-sm text-ink-soft tabular-nums">
          Last heard of {ago(heardAt)} ago: it was ended by force, or its machine or network is down. What it
          was at goes on elsewhere.
        </p>
      )}
    </section>
  );
}

function State({
  isKnown,
  isThere,
  requests,
}: Pick<HostCardProps, 'isKnown'> & Pick<HostStatus, 'isThere'> & { readonly requests: number }) {
  if (!isThere) return <Badge tone="danger">gone</Badge>;
  if (!isKnown) return <Badge tone="warning">not known</Badge>;
  return requests > 0 ? <Badge tone="accent">at work</Badge> : <Badge tone="good">ready</Badge>;
}
