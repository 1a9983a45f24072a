import { Form, useNavigate } from '@remix-run/react';
import type { BlindedView } from '#annotations/blinded-view.ts';
import { ActionBar } from './action-bar.tsx';
import { AnswerCard } from './answer-card.tsx';
import { CommentField } from './comment-field.tsx';
import { ComparisonCard } from './comparison-card.tsx';
import { Conversation } from './conversation.tsx';
import { DialogueAnswers, DialogueBeginning } from './dialogue-answers.tsx';
import { ItemHeader } from './item-header.tsx';
import { ItemState } from './item-state.tsx';
import { RatingDialogs } from './rating-dialogs.tsx';
import { RefusedAnswers } from './refused-answers.tsx';
import { type RatingTaskInput, type TaskState, useRatingTask } from './use-rating-task.ts';

const twoColumns = 'grid items-start gap-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,8fr)] lg:gap-6';
/** A dialogue is read from top to bottom, with its questions in their places. */
const oneColumn = 'mx-auto flex max-w-3xl flex-col gap-5';

interface RatingTaskProps extends RatingTaskInput {
  /** What the server said to a form sent without the page's script. */
  readonly formProblem: string | null;
}

/** One item: the conversation, the answers with their questions, and the bar with what can be done. */
export function RatingTask({ formProblem, ...input }: RatingTaskProps) {
  const { page, item, saving } = input;
  const task = useRatingTask(input);
  const navigate = useNavigate();
  const { current, values } = task;
  return (
    <>
      <div className="mx-auto w-full max-w-7xl flex-1 px-4 pb-8 sm:px-6">
        <ItemHeader page={page} item={item} heading={task.heading} onOpen={task.setDialog} />
        <div className={item.isDialogue ? oneColumn : twoColumns}>
          {item.isDialogue ? <DialogueBeginning item={item} /> : <Conversation item={item} />}
          <div className="flex min-w-0 flex-col gap-5">
            <RefusedAnswers saving={saving} item={item} />
            <ItemState page={page} item={item} onResumed={() => navigate('.', { replace: true })} />
            <AnswerForm item={item} task={task} />
            <CommentField
              comment={values.comment}
              disabled={!task.editable}
              onChange={values.setComment}
              onLeave={() => current.cell && current.goTo(current.cell)}
              container={task.comment}
            />
          </div>
        </div>
      </div>
      <ActionBar page={page} saving={saving} task={task} message={task.message ?? formProblem} />
      <RatingDialogs
        page={page}
        assignment={item.assignmentId}
        open={task.dialog}
        onOpen={task.setDialog}
        onSkipped={task.toItemAtHand}
      />
    </>
  );
}

function AnswerForm({ item, task }: { readonly item: BlindedView; readonly task: TaskState }) {
  const { current, values, editable } = task;
  const handling = {
    ratingOf: values.ratingOf,
    current: editable ? current.cell : null,
    typed: current.typed,
    disabled: !editable,
    onEnter: current.enter,
    onRate: task.rate,
  };
  return (
    <Form
      ref={task.answers}
      id="item"
      method="post"
      // Else a browser fills the points of the last item's page into this one's when it is reloaded.
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        task.submit();
      }}
      className="flex flex-col gap-5"
    >
      <input type="hidden" name="assignment" value={item.assignmentId} />
      {item.isDialogue ? <DialogueAnswers item={item} {...handling} /> : null}
      {(item.isDialogue ? [] : item.responses).map((answer) => (
        <AnswerCard
          key={answer.position}
          answer={answer}
          answers={item.responses}
          criteria={item.criteria.filter(({ kind }) => kind !== 'choice')}
          {...handling}
        />
      ))}
      <ComparisonCard
        answers={item.responses}
        choices={item.criteria.filter(({ kind }) => kind === 'choice')}
        {...handling}
      />
      <p aria-live="polite" className="sr-only">
        {task.moved}
      </p>
    </Form>
  );
}
