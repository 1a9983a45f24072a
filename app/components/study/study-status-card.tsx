import type { ReactNode } from 'react';
import { LinkButton } from '#app/components/ui/button.tsx';
import { ConfirmAction } from './confirm-action.tsx';
import { When } from './when.tsx';

export interface StatusCardProps {
  readonly study: {
    readonly kind: 'live' | 'imported';
    readonly status: 'draft' | 'open' | 'closed';
    readonly createdAt: string;
    readonly openedAt: string | null;
    readonly closedAt: string | null;
  };
  readonly unfinished: number;
}

/** Where the study stands, and the step that comes next. */
export function StudyStatusCard({ study, unfinished }: StatusCardProps) {
  const { sentence, action } = words(study, unfinished);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-xl border border-line bg-surface px-5 py-4 sm:px-6">
      <p className="max-w-prose text-sm text-ink-soft">{sentence}</p>
      {action}
    </div>
  );
}

interface Words {
  readonly sentence: ReactNode;
  readonly action: ReactNode;
}

function words(study: StatusCardProps['study'], unfinished: number): Words {
  if (study.kind === 'imported') return imported(study);
  if (study.status === 'draft') return draft;
  return study.status === 'open' ? open(study, unfinished) : closed(study);
}

function imported({ createdAt }: StatusCardProps['study']): Words {
  return {
    sentence: (
      <>
        These ratings came as a file on <When at={createdAt} />. They can be analysed and exported; nobody
        rates them here.
      </>
    ),
    action: <LinkButton to="results">See the results</LinkButton>,
  };
}

const draft: Words = {
  sentence:
    'The sample is drawn. Nobody can rate before you open the study; you can already invite annotators.',
  action: (
    <ConfirmAction fields={{ intent: 'open' }} label="Open the study" look="primary" title="Open this study?">
      Annotators who have been invited can begin. Items, systems and criteria stay as they are.
    </ConfirmAction>
  ),
};

function open({ openedAt }: StatusCardProps['study'], unfinished: number): Words {
  return {
    sentence: (
      <>
        Open for rating{openedAt ? ' since ' : ''}
        {openedAt ? <When at={openedAt} /> : null}. Annotators may change their answers until it closes.
      </>
    ),
    action: (
      <ConfirmAction fields={{ intent: 'close' }} label="Close the study" title="Close this study?">
        Annotators can no longer rate or change their answers.{' '}
        {unfinished > 0
          ? `${unfinished === 1 ? 'One item is' : `${unfinished} items are`} being rated at this moment; what is not submitted will not count. `
          : ''}
        Everything rated so far is kept, and you can reopen the study.
      </ConfirmAction>
    ),
  };
}

function closed({ closedAt }: StatusCardProps['study']): Words {
  return {
    sentence: (
      <>
        Closed{closedAt ? ' on ' : ''}
        {closedAt ? <When at={closedAt} /> : null}. Nobody can rate or change an answer.
      </>
    ),
    action: (
      <ConfirmAction fields={{ intent: 'open' }} label="Reopen the study" title="Reopen this study?">
        Annotators can go on rating and change their answers. Results you have taken down may no longer hold.
      </ConfirmAction>
    ),
  };
}
