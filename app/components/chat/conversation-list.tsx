import { Link } from '@remix-run/react';
import { counted } from '../dataset/format-count.ts';
import { ConfirmAction } from '../study/confirm-action.tsx';
import { When } from '../study/when.tsx';
import { EmptyState } from '../ui/surface.tsx';

export interface ListedConversation {
  readonly id: string;
  readonly title: string;
  readonly updatedAt: string;
  readonly messages: number;
  /** None where their names are kept back. */
  readonly systems: readonly string[];
  readonly linkTitle: string | null;
}

interface ConversationListProps {
  readonly conversations: readonly ListedConversation[];
  readonly isResearcher: boolean;
}

/** What somebody talked about before, the last used first. */
export function ConversationList({ conversations, isResearcher }: ConversationListProps) {
  if (conversations.length === 0)
    return (
      <EmptyState title="No conversations yet">
        {isResearcher
          ? 'What you talk about with systems is kept here until you remove it.'
          : 'What you talk about is kept here until you remove it.'}
      </EmptyState>
    );
  return (
    <section aria-labelledby="conversations-title">
      <h2 id="conversations-title" className="mb-2 text-sm font-medium text-ink-faint">
        {isResearcher ? 'Your conversations' : 'So far'}
      </h2>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
        {conversations.map(({ id, title, updatedAt, messages, systems, linkTitle }) => (
          <li key={id} className="flex items-center gap-2 pe-2 hover:bg-sunken/50">
            <Link to={`/chat/c/${id}`} className="flex min-w-0 flex-1 flex-col px-4 py-3">
              <span dir="auto" className="truncate font-medium">
                {title || 'Nothing said yet'}
              </span>
              <span className="text-sm text-ink-faint [overflow-wrap:anywhere]">
                {[systems.join(', ') || linkTitle, counted(messages, 'message')].filter(Boolean).join(' · ')}{' '}
                · <When at={updatedAt} precise />
              </span>
            </Link>
            <ConfirmAction
              fields={{ intent: 'remove', conversation: id }}
              label="Remove"
              description={`Remove the conversation ${title || 'without a message'}`}
              look="quiet"
              title="Remove this conversation?"
            >
              All that was said in it goes. What you reported or edited stays for review.
            </ConfirmAction>
          </li>
        ))}
      </ul>
    </section>
  );
}
