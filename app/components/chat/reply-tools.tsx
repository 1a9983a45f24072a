import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Badge } from '../ui/status.tsx';
import type { ChatReply, OwnFeedback } from './chat-view.ts';
import { EditForm } from './edit-form.tsx';
import type { FeedbackRequest } from './feedback-request.ts';
import type { ReplyPlace } from './message-list.tsx';
import { postFeedbackTo } from './post-chat.ts';
import { ReportForm } from './report-form.tsx';

interface ReplyToolsProps {
  readonly reply: ChatReply;
  readonly place: ReplyPlace;
  /** What takes a `FeedbackRequest`: see `postFeedback`. */
  readonly address: string;
  readonly onFeedback: (place: ReplyPlace, feedback: OwnFeedback) => void;
  /** Asks for another attempt; null where that cannot be. */
  readonly onRetry: (() => void) | null;
}

type Tool = 'report' | 'edit';

/** What can be done with a reply: try again, report it, write what should have been said. */
export function ReplyTools({ reply, place, address, onFeedback, onRetry }: ReplyToolsProps) {
  const [tool, setTool] = useState<Tool | null>(null);
  const [thanks, setThanks] = useState('');
  const buttons = useRef<HTMLDivElement>(null);
  const { report, edit } = reply.feedback;
  const hasWords = reply.text !== '' && reply.status !== 'failed';
  const close = () => {
    buttons.current?.querySelector<HTMLElement>(`[data-tool=${tool}]`)?.focus();
    setTool(null);
  };
  const send = async (request: FeedbackRequest, feedback: OwnFeedback, words: string) => {
    const problem = await postFeedbackTo(address, request);
    if (problem !== null) return problem;
    onFeedback(place, feedback);
    setThanks(words);
    close();
    return null;
  };
  const toggle = (which: Tool) => () => {
    setThanks('');
    setTool(tool === which ? null : which);
  };
  return (
    <div className="mt-1.5">
      <div ref={buttons} className="-ms-2 flex flex-wrap items-center gap-x-1">
        {onRetry ? <ToolButton onClick={onRetry}>Try again</ToolButton> : null}
        {hasWords ? (
          <>
            <ToolButton name="report" isOpen={tool === 'report'} onClick={toggle('report')}>
              Report
            </ToolButton>
            <ToolButton name="edit" isOpen={tool === 'edit'} onClick={toggle('edit')}>
              Edit
            </ToolButton>
          </>
        ) : null}
        {report ? <Badge tone="warning">reported</Badge> : null}
        {edit ? <Badge tone="good">edited</Badge> : null}
      </div>
      <p role="status" className={thanks ? 'text-sm text-ink-soft' : 'sr-only'}>
        {thanks}
      </p>
      {tool ? (
        <Panel onEscape={close}>
          {tool === 'report' ? (
            <ReportForm
              report={report}
              onCancel={close}
              onSend={(given) =>
                send(
                  { kind: 'report', ...place, ...given },
                  { report: { ...given, isOpen: true }, edit },
                  'Thank you. Your report is kept for review.',
                )
              }
              onWithdraw={() =>
                send(
                  { kind: 'withdraw', of: 'report', ...place },
                  { report: null, edit },
                  'Your report is taken back.',
                )
              }
            />
          ) : (
            <EditForm
              reply={reply.text}
              edit={edit}
              onCancel={close}
              onSend={(correction) =>
                send(
                  { kind: 'edit', ...place, correction },
                  { report, edit: { correction, isOpen: true } },
                  'Thank you. What you wrote is kept for review.',
                )
              }
              onWithdraw={() =>
                send(
                  { kind: 'withdraw', of: 'edit', ...place },
                  { report, edit: null },
                  'Your edit is taken back.',
                )
              }
            />
          )}
        </Panel>
      ) : null}
      {edit && tool !== 'edit' ? (
        <p
          dir="auto"
          className="mt-1 border-s-2 border-good ps-3 font-serif text-sm text-ink-soft [overflow-wrap:anywhere] whitespace-pre-wrap"
        >
          <span className="sr-only">You wrote instead: </span>
          {edit.correction}
        </p>
      ) : null}
    </div>
  );
}

interface ToolButtonProps {
  readonly name?: Tool;
  readonly isOpen?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function ToolButton({ name, isOpen, onClick, children }: ToolButtonProps) {
  return (
    <button
      type="button"
      data-tool={name}
      aria-expanded={isOpen}
      onClick={onClick}
      className="min-h-9 rounded-md px-2 text-sm text-ink-soft hover:bg-sunken hover:text-ink aria-expanded:bg-sunken aria-expanded:text-ink"
    >
      {children}
    </button>
  );
}

/** Takes the focus as it opens; Escape closes it. */
function Panel({ onEscape, children }: { readonly onEscape: () => void; readonly children: ReactNode }) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('input:checked, textarea, input, button')?.focus();
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is inside can be operated; this only hears Escape
    <div
      ref={panel}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onEscape();
      }}
      className="mt-2 rounded-xl border border-line bg-canvas p-3"
    >
      {children}
    </div>
  );
}
