import { useFetcher } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import type { ChatReply, ChatTurn } from '../chat/chat-view.ts';
import { laneLetter, noFeedback } from '../chat/chat-view.ts';
import { MessageComposer } from '../chat/message-composer.tsx';
import { MessageList, RepliesTold } from '../chat/message-list.tsx';
import { useDraft } from '../chat/use-draft.ts';
import { useStickToBottom } from '../chat/use-stick-to-bottom.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/status.tsx';
import { PageHeader } from '../ui/surface.tsx';
import type { BattleView } from './arena-view.ts';
import { type Battle, useBattle } from './use-battle.ts';
import { VoteButtons } from './vote-buttons.tsx';
import { NextBattle, VoteResult } from './vote-result.tsx';

interface BattlePageProps {
  readonly view: BattleView;
  readonly longest: number;
}

/** One box, two replies side by side without names; then a vote, and the names. */
export function BattlePage({ view, longest }: BattlePageProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft(view.id, field);
  const battle = useBattle({
    view,
    onFound: (text) => setDraft((before) => (before === text ? '' : before)),
  });
  const { turns, open, failure } = battle;
  const voting = useFetcher<{ readonly error: string | null }>();
  const group = useRef<HTMLFieldSetElement>(null);
  const [hadVote] = useState(view.vote !== null);
  const shown = shownTurns(battle);
  const toBottom = useStickToBottom(shown);
  const isWriting = open !== null || view.isWriting;
  const canVote = !view.isEnded && !isWriting && turns.some(({ replies }) => replies !== null);
  const names = view.vote
    ? view.vote.names.map((name, lane) => `${laneLetter(lane)} · ${name}`)
    : [laneLetter(0), laneLetter(1)];

  const wasWriting = useRef(isWriting);
  useEffect(() => {
    // Where there is a keyboard, the vote is next, unless something is being written already.
    if (wasWriting.current && canVote && field.current?.value === '' && matchMedia('(hover: hover)').matches)
      group.current?.focus({ preventScroll: true });
    wasWriting.current = isWriting;
  }, [isWriting, canVote]);

  const send = async (text: string) => {
    setDraft('');
    toBottom();
    const isKept = await battle.say(text);
    if (!isKept) setDraft((before) => before || text);
  };
  return (
    <div data-fills className="flex flex-1 flex-col gap-6">
      <PageHeader
        title={view.title ?? 'Arena'}
        lead={
          view.isEnded
            ? undefined
            : 'Two systems answer you, A and B. Talk as long as you like, then say which answered better; their names are shown after that.'
        }
        actions={view.isEnded ? null : <NextBattle look="quiet">Other two, no vote</NextBattle>}
      />
      {shown.length === 0 ? (
        <Welcome text={view.vote ? 'What was said here has been removed.' : view.welcome} />
      ) : (
        <MessageList turns={shown} lanes={names} />
      )}
      {open?.told.every((words) => words === '') ? (
        <p className="-mt-3 text-sm text-ink-faint">
          Both replies are shown together, once both are written.
        </p>
      ) : null}
      <RepliesTold told={toldReplies(battle, hadVote)} lanes={names} />
      {failure ? <Notice tone="danger" title={failure.message} /> : null}
      {battle.canTryAgain && !view.isEnded ? (
        <Button look="secondary" className="self-start" onClick={() => void battle.again()}>
          Try again
        </Button>
      ) : null}
      {voting.data?.error ? <Notice tone="danger" title={voting.data.error} /> : null}
      {view.vote ? <VoteResult view={view} vote={view.vote} isNew={!hadVote} /> : null}
      {view.isEnded && !view.vote ? <Left canGoOn={view.canGoOn} /> : null}
      {view.isEnded ? null : (
        <MessageComposer
          text={draft}
          longest={longest}
          isWriting={isWriting || battle.canTryAgain}
          field={field}
          onChange={setDraft}
          onSend={(text) => void send(text)}
        >
          {canVote ? (
            <VoteButtons fetcher={voting} group={group} onWrite={() => field.current?.focus()} />
          ) : null}
        </MessageComposer>
      )}
    </div>
  );
}

function Welcome({ text }: { readonly text: string }) {
  if (text === '')
    return (
      <p className="mx-auto my-auto max-w-prose text-center text-ink-soft">
        Tell of something that moved you, good or bad, as you would tell a friend.
      </p>
    );
  return <p className="mx-auto my-auto max-w-prose text-ink-soft whitespace-pre-line">{text}</p>;
}

/** A battle that was left without a vote. */
function Left({ canGoOn }: { readonly canGoOn: boolean }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="text-ink-soft">You left this conversation without a vote.</p>
      {canGoOn ? <NextBattle>Next two</NextBattle> : null}
    </div>
  );
}

/** As the chat's list shows them. */
function shownTurns({ turns, open }: Battle): ChatTurn[] {
  const told = turns.map(({ turn, text, replies }) => ({
    turn,
    text,
    saidAt: '',
    lanes: replies?.map((reply) => [shownReply('done', reply)]) ?? [],
  }));
  if (!open) return told;
  const { turn, text, told: words } = open;
  return [...told, { turn, text, saidAt: '', lanes: words.map((reply) => [shownReply('pending', reply)]) }];
}

function shownReply(status: ChatReply['status'], text: string): ChatReply {
  return { attempt: 0, status, text, error: null, writing: null, feedback: noFeedback };
}

/** For screen readers the newest two once they are whole; none that were there when the page was loaded with a vote. */
function toldReplies({ turns, open }: Battle, hadVote: boolean) {
  const replies = open || hadVote ? null : turns.at(-1)?.replies;
  return replies?.map((text, lane) => ({ lane, text })) ?? [];
}
