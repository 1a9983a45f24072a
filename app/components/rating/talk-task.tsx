import { Form, useNavigate, useNavigation, useRevalidator } from '@remix-run/react';
import { useRef, useState } from 'react';
import { ChatProblem } from '#app/components/chat/chat-problem.tsx';
import type { ConversationView } from '#app/components/chat/chat-view.ts';
import { MessageComposer } from '#app/components/chat/message-composer.tsx';
import { MessageList, RepliesTold } from '#app/components/chat/message-list.tsx';
import { useConversation } from '#app/components/chat/use-conversation.ts';
import { useDraft } from '#app/components/chat/use-draft.ts';
import { useStickToBottom } from '#app/components/chat/use-stick-to-bottom.ts';
import { Button, LinkButton } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import type { Talk } from '#db/queries/talks.ts';
import { type OpenDialog, RatingDialogs } from './rating-dialogs.tsx';
import type { RatingPageData } from './rating-page-data.ts';
import { useActivity } from './use-activity.ts';
import { itemAddress } from './use-rating-task.ts';

interface TalkTaskProps {
  readonly page: RatingPageData;
  readonly talk: Omit<Talk, 'conversationId'>;
  /** Null where it was given up before it began. */
  readonly view: ConversationView | null;
  readonly longest: number;
  readonly problem: string | null;
}

/** A talk with a system, before it is rated. It is there again after a reload. */
export function TalkTask({ page, talk, view, longest, problem }: TalkTaskProps) {
  useActivity(talk.assignmentId, page.account);
  const isOpen = page.study.status === 'open' && talk.status !== 'skipped';
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col gap-5 px-4 py-5 sm:px-6">
      <header>
        <p className="text-sm text-ink-faint">
          {page.study.title} · {page.study.submitted} of {page.study.items} done
        </p>
        <h1 className="font-serif text-2xl font-semibold tracking-tight">Talk {talk.number}</h1>
      </header>
      <Scene talk={talk} />
      <noscript>
        <Notice tone="warning" title="This page needs JavaScript: replies come as they are written." />
      </noscript>
      {view && isOpen ? (
        <Talking {...{ page, talk, view, longest, problem }} />
      ) : (
        <>
          <Notice title={talk.status === 'skipped' ? 'You skipped this talk.' : 'This talk cannot go on.'} />
          <LinkButton to={itemAddress(page, 'current')} className="self-start">
            Go on
          </LinkButton>
        </>
      )}
    </div>
  );
}

function Scene({ talk }: Pick<TalkTaskProps, 'talk'>) {
  const { situation, emotion, minimum, maximum } = talk;
  return (
    <section aria-labelledby="scene" className="rounded-xl border border-line bg-surface px-5 py-4">
      <h2 id="scene" className="text-xs font-semibold tracking-wider text-ink-faint uppercase">
        What to talk about
      </h2>
      {situation !== null ? (
        <>
          <p className="mt-2">Talk as somebody to whom this happened:</p>
          <p dir="auto" className="mt-1 font-serif text-lg leading-relaxed break-words">
            {situation}
          </p>
        </>
      ) : null}
      {emotion !== null ? (
        <p className="mt-2">
          {situation === null
            ? 'Think of a time when you felt like this, and talk about it: '
            : 'They feel: '}
          <strong className="font-semibold">{emotion}</strong>
        </p>
      ) : null}
      {situation === null && emotion === null ? (
        <p className="mt-2">Talk about something that happened to you or moves you.</p>
      ) : null}
      <p className="mt-2 text-sm text-ink-soft">
        You talk with a computer program.{' '}
        {minimum === maximum
          ? `You write ${minimum} ${minimum === 1 ? 'message' : 'messages'}`
          : `You write ${minimum} to ${maximum} messages`}
        ; then a few questions about the conversation follow. Write nothing by which you or somebody else can
        be recognised.
      </p>
    </section>
  );
}

type TalkingProps = Omit<TalkTaskProps, 'view'> & { readonly view: ConversationView };

function Talking({ page, talk, view, longest, problem }: TalkingProps) {
  const { assignmentId, minimum, maximum } = talk;
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft(view.id, field);
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const conversation = useConversation({
    view,
    address: `/rate/talk/${assignmentId}`,
    onUnsaid: (text) => setDraft((before) => before || text),
    onSaid: (text) => setDraft((before) => (before === text ? '' : before)),
  });
  const { turns, isWriting } = conversation;
  const toBottom = useStickToBottom(turns, { beginsAtEnd: turns.length > 0 });
  const answered = turns.filter(({ lanes }) => lanes[0]?.some(isAnswer)).length;
  const isFull = turns.length >= maximum;
  const last = turns.at(-1)?.lanes[0]?.at(-1);
  const hasFailed = last?.status === 'failed';
  const say = (text: string) => {
    setDraft('');
    conversation.say(text);
    toBottom();
    field.current?.focus();
  };
  return (
    <>
      <MessageList
        turns={turns}
        lanes={view.lanes}
        underReply={(reply, { isLast, turn, lane }) =>
          isLast && reply.status !== 'pending' && !isAnswer(reply) && reply.status !== 'done' ? (
            <Button look="quiet" className="-ms-3" onClick={() => conversation.retry(turn, lane)}>
              Try again
            </Button>
          ) : null
        }
      />
      <RepliesTold told={conversation.told} lanes={view.lanes} />
      {hasFailed ? (
        <Notice tone="warning" title="No answer came.">
          Try again, or skip this talk: that has no disadvantage for you.
        </Notice>
      ) : null}
      <TalkEnd {...{ talk, problem, answered, isWriting, isFull }} onSkip={() => setDialog('skip')} />
      {isFull && !conversation.problem ? null : (
        <MessageComposer
          text={draft}
          longest={longest}
          isWriting={isWriting || isFull}
          field={field}
          onChange={setDraft}
          onSend={say}
        >
          <ChatProblem {...conversation} />
          <p className="text-sm text-ink-soft tabular-nums">
            {Math.min(turns.length, maximum)} of {minimum === maximum ? maximum : `${minimum} to ${maximum}`}{' '}
            messages
          </p>
        </MessageComposer>
      )}
      <RatingDialogs
        page={page}
        assignment={assignmentId}
        open={dialog}
        onOpen={setDialog}
        onSkipped={() => {
          navigate(itemAddress(page, 'current'), { replace: true });
          revalidate();
        }}
      />
    </>
  );
}

function isAnswer({ status, text }: { readonly status: string; readonly text: string }): boolean {
  return (status === 'done' || status === 'stopped') && text !== '';
}

interface TalkEndProps extends Pick<TalkingProps, 'talk' | 'problem'> {
  readonly answered: number;
  readonly isWriting: boolean;
  readonly isFull: boolean;
  readonly onSkip: () => void;
}

/** Where the talk can be ended or given up. */
function TalkEnd({ talk, problem, answered, isWriting, isFull, onSkip }: TalkEndProps) {
  const isBusy = useNavigation().state !== 'idle';
  const canEnd = answered >= talk.minimum && !isWriting;
  return (
    <div className="flex flex-col gap-2">
      {problem ? <Notice tone="danger">{problem}</Notice> : null}
      {isFull && canEnd ? (
        <p role="status" className="text-ink-soft">
          The talk has come to its end. A few questions follow.
        </p>
      ) : null}
      <Form method="post" className="flex flex-wrap items-center gap-2">
        <input type="hidden" name="assignment" value={talk.assignmentId} />
        {canEnd ? (
          <Button
            type="submit"
            name="intent"
            value="talk-end"
            look={isFull ? 'primary' : 'secondary'}
            aria-disabled={isBusy || undefined}
          >
            End the talk and rate it
          </Button>
        ) : null}
        <Button look="quiet" onClick={onSkip}>
          Skip this talk
        </Button>
      </Form>
    </div>
  );
}
