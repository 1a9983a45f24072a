import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { humanPath } from '#app/components/scores/human-address.ts';
import { HumanView } from '#app/components/scores/human-view.tsx';
import { NoRatings } from '#app/components/scores/no-ratings.tsx';
import { parseForm } from '#app/server/forms.server.ts';
import { parseHuman } from '#app/server/human-request.server.ts';
import { humanPage, lacksRows } from '#app/server/human-scores.server.ts';
import { expected, expectedLater } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { takeReferencesFrom } from '#db/queries/rated-study.ts';
import { scoreStudyJob } from '#jobs/definitions/score-study.ts';
import { enqueueJob } from '#jobs/queue.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const address = parseHuman(new URL(request.url).searchParams);
  const dataset = expected(() => findDataset(context.db, params.dataset ?? '')).name;
  return { dataset, page: await expectedLater(humanPage(context.db, { dataset, address })) };
}

const formSchema = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('compute') }),
  z.object({ intent: z.literal('references'), system: z.string().min(1).max(200) }),
]);

/** Computes what is missing in the background, or takes a system's answers as references. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  await requireResearcher({ request, context });
  const { search, searchParams } = new URL(request.url);
  const address = parseHuman(searchParams);
  const { id, name: dataset } = expected(() => findDataset(context.db, params.dataset ?? ''));
  const form = parseForm(await request.formData(), formSchema);
  if (!form.ok) throw new Response('This form cannot be read.', { status: 400 });
  if (form.value.intent === 'references')
    takeReferencesFrom(context.db, { datasetId: id, system: form.value.system });
  else {
    const page = await expectedLater(humanPage(context.db, { dataset, address }));
    const metrics = page?.metrics.filter(lacksRows).map(({ name }) => name) ?? [];
    if (page && metrics.length > 0 && (page.scoring === null || page.scoring.status === 'failed'))
      enqueueJob(context.db, scoreStudyJob, {
        payload: { study: page.study.id, metrics, prepare: address.prepare },
        now: new Date().toISOString(),
      });
  }
  return redirect(`${humanPath(dataset)}${search}`);
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Metric and human, ${data?.dataset ?? 'a dataset'} · Workbench` },
];

export default function HumanScoresPage() {
  const { dataset, page } = useLoaderData<typeof loader>();
  return page ? <HumanView page={page} /> : <NoRatings dataset={dataset} />;
}
