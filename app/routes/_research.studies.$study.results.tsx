import type { LoaderFunctionArgs } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { ResultsView } from '#app/components/results/results-view.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState } from '#app/components/ui/surface.tsx';
import { expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { ratingsIncluded, studyResults } from '#app/server/study-results.server.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const include = ratingsIncluded(request);
  return expected(() => studyResults(context.db, { study: params.study ?? '', include }));
}

export default function StudyResultsPage() {
  const page = useLoaderData<typeof loader>();
  if (page.results.ratings > 0) return <ResultsView {...page} />;
  return (
    <EmptyState
      title="No results yet"
      action={<LinkButton to={`/studies/${page.study.id}`}>To the overview</LinkButton>}
    >
      <p>
        {page.results.include === 'submitted'
          ? 'Results appear as soon as an annotator has submitted the first item.'
          : 'Nobody has rated anything so far.'}
      </p>
      {page.results.include === 'submitted' ? (
        <p className="mt-1">
          <Link to="?include=all" className="underline underline-offset-4 hover:text-ink">
            Look at unfinished items too
          </Link>
        </p>
      ) : null}
    </EmptyState>
  );
}
