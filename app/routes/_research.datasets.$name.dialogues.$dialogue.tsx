import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { comparisonPath, datasetAddress } from '#app/components/dataset/addresses.ts';
import { DialogueTurns, wordsClass } from '#app/components/dataset/dialogue-turns.tsx';
import { counted } from '#app/components/dataset/format-count.ts';
import { Badge } from '#app/components/ui/status.tsx';
import { Card, PageHeader } from '#app/components/ui/surface.tsx';
import { expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { type DialogueContext, findDialogue } from '#db/queries/dialogue.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return expected(() => {
    const { id, name } = findDataset(context.db, params.name ?? '');
    return {
      dataset: name,
      dialogue: findDialogue(context.db, { datasetId: id, convId: params.dialogue ?? '' }),
    };
  });
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.dialogue.convId ?? 'Dialogue'} · ${data?.dataset ?? ''} · Workbench` },
];

export default function DialoguePage() {
  const { dataset, dialogue } = useLoaderData<typeof loader>();
  const { convId, emotion, split, situation, turns, contexts } = dialogue;
  return (
    <>
      <nav aria-label="Breadcrumb" className="mb-2 text-sm">
        <Link to={datasetAddress(dataset)} className="text-accent underline-offset-4 hover:underline">
          {dataset}
        </Link>
      </nav>
      <PageHeader
        title={<span className="[overflow-wrap:anywhere]">{convId}</span>}
        lead={
          <span className="flex flex-wrap items-center gap-2 text-sm">
            {emotion === null ? null : <Badge>{emotion}</Badge>}
            {split === null ? null : <span>{split}</span>}
            <span>{counted(turns.length, 'turn')}</span>
          </span>
        }
      />
      {situation === null ? null : (
        <section aria-labelledby="situation" className="mb-6">
          <h2 id="situation" className="text-sm font-medium text-ink-faint">
            Situation
          </h2>
          <p dir="auto" className={`${wordsClass} max-w-prose text-ink-soft`}>
            {situation}
          </p>
        </section>
      )}
      <Card className="max-w-3xl">
        <DialogueTurns
          turns={turns}
          note={(turnIndex) => (
            <ContextLinks
              dataset={dataset}
              contexts={contexts.filter((context) => context.turnIndex === turnIndex)}
            />
          )}
        />
        <ContextLinks
          dataset={dataset}
          contexts={contexts.filter((context) => context.turnIndex >= turns.length)}
        />
      </Card>
    </>
  );
}

interface ContextLinksProps {
  readonly dataset: string;
  readonly contexts: readonly DialogueContext[];
}

/** To the comparison of the answers that could stand at a turn. */
function ContextLinks({ dataset, contexts }: ContextLinksProps) {
  return contexts.map((context) => (
    <p key={context.id} className="mt-1 text-sm">
      <Link
        to={`${comparisonPath(dataset)}?context=${context.id}`}
        className="text-accent underline-offset-4 hover:underline"
      >
        {context.systems <= 1 ? 'Look at this context' : `Compare ${context.systems} answers at this turn`}
      </Link>
    </p>
  ));
}
