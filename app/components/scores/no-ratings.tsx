import { LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/surface.tsx';

/** What stands in place of correlations where people have not rated anything. */
export function NoRatings({ dataset }: { readonly dataset: string }) {
  return (
    <EmptyState
      title="No ratings to compare with yet"
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <LinkButton to={`/studies/new?${new URLSearchParams({ dataset })}`}>Set up a study</LinkButton>
          <LinkButton to="/import?kind=ratings" look="quiet">
            Import finished ratings
          </LinkButton>
        </div>
      }
    >
      <p>
        This page shows how far automatic metrics and people agree. It needs a study over {dataset} in which
        somebody has submitted ratings. Set one up and invite annotators, or import finished ratings, which
        bring a dataset of their own.
      </p>
    </EmptyState>
  );
}
