import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { StudyList } from '#app/components/study/study-list.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState, PageHeader } from '#app/components/ui/surface.tsx';
import { requireResearcher } from '#app/server/session.server.ts';
import { listStudies } from '#db/queries/studies.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return { studies: listStudies(context.db) };
}

export const meta: MetaFunction = () => [{ title: 'Studies · Workbench' }];

export default function Studies() {
  const { studies } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Studies"
        lead="People rate the answers of systems without knowing which system wrote them."
        actions={
          <LinkButton to="/studies/new" look="primary">
            New study
          </LinkButton>
        }
      />
      {studies.length > 0 ? (
        <StudyList studies={studies} />
      ) : (
        <EmptyState
          title="No studies yet"
          action={
            <div className="flex flex-wrap justify-center gap-2">
              <LinkButton to="/studies/new" look="primary">
                Make the first one
              </LinkButton>
              <LinkButton to="/import">Import finished ratings</LinkButton>
            </div>
          }
        >
          A study takes a sample of a dataset, shows annotators the systems’ answers without their names, and
          gathers the ratings.
        </EmptyState>
      )}
    </>
  );
}
