import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { RunForm } from '#app/components/runs/run-form.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState, PageHeader } from '#app/components/ui/surface.tsx';
import { attempted } from '#app/server/respond.server.ts';
import { runChoices } from '#app/server/run-choices.server.ts';
import { enqueueRun, parseRunForm } from '#app/server/run-request.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const query = new URL(request.url).searchParams;
  const choices = runChoices(context.db);
  const known = (name: string, among: readonly { readonly name: string }[]) =>
    among.find((choice) => choice.name === query.get(name))?.name;
  const system = known('system', choices.systems);
  const dataset = known('dataset', choices.datasets);
  return { choices, values: { ...(system && { system }), ...(dataset && { dataset }) } };
}

export async function action({ request, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  const form = await request.formData();
  const values = Object.fromEntries(
    [...form].filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
  const parsed = parseRunForm(form);
  if (!parsed.ok) return data({ values, errors: parsed.errors }, 400);
  const queued = attempted(() => enqueueRun(context.db, parsed.request, new Date().toISOString()));
  if (queued.ok) return redirect(`/jobs/${queued.value}`);
  return data({ values, errors: { form: queued.error.message } }, queued.error.status);
}

export const meta: MetaFunction = () => [{ title: 'Start a run · Workbench' }];

export default function NewRun() {
  const { choices, values } = useLoaderData<typeof loader>();
  const answered = useActionData<typeof action>();
  const { systems, datasets } = choices;
  return (
    <>
      <PageHeader
        title="Start a run"
        lead="A system answers the contexts of a dataset, in the background. What it has answered before with the same settings is not answered again."
      />
      {systems.length === 0 ? (
        <EmptyState
          title="No system can answer by itself here"
          action={<LinkButton to="/systems">See the systems</LinkButton>}
        >
          The checkpoints of those that come with the program are missing, and none of your own is registered.
        </EmptyState>
      ) : datasets.length === 0 ? (
        <EmptyState
          title="There is nothing to answer yet"
          action={
            <LinkButton to="/import" look="primary">
              Import a dataset
            </LinkButton>
          }
        >
          A run needs a dataset that has contexts.
        </EmptyState>
      ) : (
        <RunForm
          systems={systems}
          datasets={datasets}
          values={answered?.values ?? values}
          errors={answered?.errors ?? {}}
        />
      )}
    </>
  );
}
