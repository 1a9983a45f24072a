import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { learningAddress } from '#app/components/learning/training-words.ts';
import { OpenRuns } from '#app/components/runs/open-runs.tsx';
import { RunsTable } from '#app/components/runs/runs-table.tsx';
import { UnfinishedJobs } from '#app/components/runs/unfinished-jobs.tsx';
import { Section } from '#app/components/study/section.tsx';
import { newRunAddress } from '#app/components/systems/addresses.ts';
import { DecodingList } from '#app/components/systems/decoding-list.tsx';
import { ModelCard } from '#app/components/systems/model-card.tsx';
import { SystemFacts } from '#app/components/systems/system-facts.tsx';
import { SystemStateBadge } from '#app/components/systems/system-state.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { expected, expectedLater } from '#app/server/respond.server.ts';
import { enqueueRun, restOfRun } from '#app/server/run-request.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { systemPage } from '#app/server/system-page.server.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return expectedLater(systemPage(context.db, params.name ?? ''));
}

/** Goes on with a run. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  const run = String((await request.formData()).get('run') ?? '');
  const now = new Date().toISOString();
  const job = expected(() => enqueueRun(context.db, restOfRun(context.db, run), now));
  return redirect(`/jobs/${job}`);
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.system.name ?? 'System'} · Workbench` },
];

export default function SystemRoute() {
  const { system, use, runs, open, stopped } = useLoaderData<typeof loader>();
  const { name, description, state, problem, facts, decoding, definition } = system;
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1 [overflow-wrap:anywhere]">
            {name}
            <span className="flex font-sans">
              <SystemStateBadge state={state} />
            </span>
          </span>
        }
        lead={description}
        actions={
          state === 'ready' ? (
            <>
              {definition ? <LinkButton to={learningAddress(name)}>Learning</LinkButton> : null}
              <LinkButton to={newRunAddress({ system: name })} look="primary">
                Start a run
              </LinkButton>
            </>
          ) : null
        }
      />
      {problem ? (
        <div className="mb-6 max-w-3xl">
          <Notice tone={state === 'missing' ? 'warning' : 'danger'} title="It cannot answer here.">
            <p className="[overflow-wrap:anywhere]">{problem}</p>
          </Notice>
        </div>
      ) : null}
      <OpenRuns jobs={open} about="system" />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <div className="flex min-w-0 flex-col gap-6 max-lg:contents">
          <Section title="Runs">
            <UnfinishedJobs jobs={stopped} />
            {runs.length > 0 ? (
              <RunsTable system={name} runs={runs} />
            ) : (
              <p className="text-sm text-ink-soft">
                {state === 'ready' ? 'It has not answered anything yet.' : 'There are no answers of it.'}
              </p>
            )}
          </Section>
          {facts ? (
            <div className="min-w-0 max-lg:order-1">
              <Section title="Model card">
                {facts.card ? (
                  <ModelCard card={facts.card} />
                ) : (
                  <p className="text-sm text-ink-soft">
                    Its checkpoint has no card (README.md), so nothing is known of what it was trained on.
                  </p>
                )}
              </Section>
            </div>
          ) : null}
        </div>
        {definition ? (
          <div className="flex min-w-0 flex-col gap-6 max-lg:contents">
            <SystemFacts definition={definition} facts={facts} use={use} />
            {decoding ? (
              <Section title="How it answers" lead="Decoding, with the exact options.">
                <DecodingList decoding={decoding} />
              </Section>
            ) : null}
          </div>
        ) : null}
      </div>
    </>
  );
}
