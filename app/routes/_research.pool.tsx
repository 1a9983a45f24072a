import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useRefresh } from '#app/components/runs/use-refresh.ts';
import { ProcessCard } from '#app/components/serving/process-card.tsx';
import { ServingCounts, ServingFigures } from '#app/components/serving/serving-figures.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return { status: context.models.status(), now: new Date().toISOString() };
}

export const meta: MetaFunction = () => [{ title: 'Serving · Workbench' }];

export default function Serving() {
  const { status, now } = useLoaderData<typeof loader>();
  useRefresh(true);
  const { processes, capacity } = status;
  const isIdle = processes.every(({ processId }) => processId === null);
  return (
    <>
      <PageHeader
        title="Serving"
        lead="What the models are doing for those who chat, compare or ask over the API."
      />
      <ServingFigures status={status} />
      <h2 className="mt-8 mb-3 font-serif text-xl font-semibold">Processes</h2>
      {processes.length === 0 ? (
        <Notice tone="warning" title="No host answers">
          The models run on other hosts (<code>REDIS_URL</code>), and none has given a sign of life. Start one
          with <code>workbench worker</code> and the same address.
        </Notice>
      ) : isIdle ? (
        <p className="mb-3 max-w-prose text-sm text-ink-soft">
          None runs yet: a process is started when there is work for it, and loads a system’s model when that
          system is first asked.
        </p>
      ) : null}
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3 2xl:grid-cols-4">
        {processes.map((process) => (
          <li key={process.place}>
            <ProcessCard process={process} mostRequests={capacity / processes.length} now={now} />
          </li>
        ))}
      </ul>
      <div className="mt-6 flex max-w-prose flex-col gap-2">
        <ServingCounts counts={status.counts} />
        <p className="text-sm text-ink-soft">
          Runs and scoring have processes of their own and stand under{' '}
          <Link to="/jobs" className="underline underline-offset-4">
            Jobs
          </Link>
          . The same figures are at <code>/metrics</code> for Prometheus.
        </p>
      </div>
    </>
  );
}
