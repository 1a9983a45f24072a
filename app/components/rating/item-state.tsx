import { useState } from 'react';
import type { BlindedView } from '#annotations/blinded-view.ts';
import { Button } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { postJson } from '#app/rating/send-change.ts';
import type { RatingPageData } from './rating-page-data.ts';

interface ItemStateProps {
  readonly page: Pick<RatingPageData, 'account' | 'study'>;
  readonly item: BlindedView;
  readonly onResumed: () => void;
}

/** What an item that is not simply at hand is: skipped, finished, closed. */
export function ItemState({ page, item, onResumed }: ItemStateProps) {
  if (page.study.status !== 'open')
    return <Notice>This study is closed: answers can be looked at, but no longer changed.</Notice>;
  if (item.status === 'skipped') return <Skipped page={page} item={item} onResumed={onResumed} />;
  if (item.status === 'submitted')
    return (
      <Notice>Submitted. You may change answers until the study closes; each change is saved at once.</Notice>
    );
  return null;
}

function Skipped({ page, item, onResumed }: ItemStateProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const resume = async () => {
    const outcome = await postJson(
      '/rate/resume',
      JSON.stringify({ account: page.account, assignment: item.assignmentId }),
    );
    if (outcome.kind === 'done') onResumed();
    else
      setProblem(
        outcome.kind === 'refused' ? outcome.reason : 'That did not get through. Try again in a moment.',
      );
  };
  return (
    <Notice title="You skipped this item">
      <p dir="auto">{item.skipReason}</p>
      {problem ? <p className="mt-2 font-medium text-danger">{problem}</p> : null}
      <Button look="secondary" className="mt-3" onClick={() => void resume()}>
        Take it up again
      </Button>
    </Notice>
  );
}
