import type { ProcessStatus } from '#models/client.ts';
import { counted, formatCount } from '../dataset/format-count.ts';
import { formatBytes } from '../import/format-bytes.ts';
import { Badge, ProgressBar } from '../ui/status.tsx';
import { Card } from '../ui/surface.tsx';
import { formatAge } from './format-seconds.ts';

/** One process of the pool. */
export function ProcessCard({
  process,
  mostRequests,
  now,
  heading: Heading,
}: {
  readonly process: ProcessStatus;
  readonly mostRequests: number;
  /** The server's clock, ISO. */
  readonly now: string;
  readonly heading: 'h3' | 'h4';
}) {
  const { place, device, upSince, requests, tokensOutstanding, models, memoryBytes, restarts, trouble } =
    process;
  const age = upSince === null ? null : Date.parse(now) - Date.parse(upSince);
  return (
    <Card className="h-full">
      <div className="flex items-baseline justify-between gap-3">
        <Heading className="font-medium">
          Process {place + 1} <span className="font-normal text-ink-faint">on {device}</span>
        </Heading>
        <State process={process} />
      </div>
      <div className="mt-4">
        <ProgressBar label={`Requests of process ${place + 1}`} value={requests} maximum={mostRequests} />
        <p className="mt-1.5 text-sm text-ink-soft tabular-nums">
          {counted(requests, 'request')}, {counted(tokensOutstanding, 'token')} to go
        </p>
      </div>
      {trouble ? (
        <p className="mt-3 rounded-lg bg-danger-soft px-3 py-2 text-sm text-danger">
          It does not start ({trouble.cause}). It is tried again in{' '}
          {formatAge(Date.parse(trouble.until) - Date.parse(now))}; the log has more.
        </p>
      ) : null}
      <dl className="mt-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <Fact name="Models">{models.length > 0 ? models.join(' · ') : 'none loaded'}</Fact>
        <Fact name="Memory">{memoryBytes === null ? '–' : formatBytes(memoryBytes)}</Fact>
        <Fact name="Running for">{age === null ? '–' : formatAge(age)}</Fact>
        <Fact name="Process id">{process.processId ?? '–'}</Fact>
        {restarts > 0 ? <Fact name="Died">{`${formatCount(restarts)} ×`}</Fact> : null}
      </dl>
    </Card>
  );
}

function State({ process: { processId, requests, trouble } }: { readonly process: ProcessStatus }) {
  if (trouble) return <Badge tone="danger">does not start</Badge>;
  if (processId === null) return <Badge>not started</Badge>;
  return requests > 0 ? <Badge tone="accent">at work</Badge> : <Badge tone="good">ready</Badge>;
}

function Fact({ name, children }: { readonly name: string; readonly children: string | number }) {
  return (
    <>
      <dt className="text-ink-faint">{name}</dt>
      <dd className="min-w-0 break-words tabular-nums">{children}</dd>
    </>
  );
}
