import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { useRefresh } from '#app/components/runs/use-refresh.ts';
import { HostList } from '#app/components/serving/host-list.tsx';
import { ProcessList } from '#app/components/serving/process-list.tsx';
import { ServingCounts, ServingFigures } from '#app/components/serving/serving-figures.tsx';
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
  const { processes, capacity, hosts, redisAwaySince } = status;
  return (
    <>
      <PageHeader
        title="Serving"
        lead="What the models are doing for those who chat, compare or ask over the API."
      />
      <ServingFigures status={status} />
      {hosts !== null ? (
        <HostList {...{ hosts, redisAwaySince, now }} />
      ) : (
        <>
          <h2 className="mt-8 mb-3 font-serif text-xl font-semibold">Processes</h2>
          {processes.every(({ processId }) => processId === null) ? (
            <p className="mb-3 max-w-prose text-sm text-ink-soft">
              None runs yet: a process is started when there is work for it, and loads a system’s model when
              that system is first asked.
            </p>
          ) : null}
          <ProcessList {...{ processes, capacity, now }} heading="h3" />
        </>
      )}
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
