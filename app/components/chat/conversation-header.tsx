import { Form, Link, useFetcher, useSubmit } from '@remix-run/react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { optionsInWords } from '../live/options-in-words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { useCopy } from '../use-copy.ts';
import type { ConversationView } from './chat-view.ts';
import { forgetOpening } from './use-draft.ts';

interface ConversationHeaderProps {
  readonly view: ConversationView;
  /** What was said first; empty before that. */
  readonly opening: string;
  readonly isResearcher: boolean;
  /** The link it came by. */
  readonly link: { readonly id: string; readonly title: string } | null;
}

/** What the conversation is called, and what can be done with it as a whole. */
export function ConversationHeader({ view, opening, isResearcher, link }: ConversationHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-64">
        <Link to="/chat" className="text-sm text-ink-soft hover:text-accent hover:underline">
          <span aria-hidden>‹ </span>
          All conversations
        </Link>
        <h1 dir="auto" className="truncate font-serif text-xl font-semibold sm:text-2xl">
          {view.title || opening || link?.title || 'New conversation'}
        </h1>
        <Asked asked={view.asked} />
      </div>
      <div className="flex flex-wrap gap-2">
        <AnotherChat view={view} link={link} />
        <More view={view} isResearcher={isResearcher} />
      </div>
    </header>
  );
}

/** What replies are asked with, where it is not each system's own. */
function Asked({ asked }: Pick<ConversationView, 'asked'>) {
  if (asked === null) return null;
  return (
    <p className="text-xs text-ink-faint tabular-nums [overflow-wrap:anywhere]">
      {[`seed ${asked.seed}`, ...optionsInWords(asked.settings)].join(' · ')}
    </p>
  );
}

/** Begins anew with the same systems, asked in the same way. */
function AnotherChat({ view, link }: Pick<ConversationHeaderProps, 'view' | 'link'>) {
  return (
    <Form method="post" action="/chat?index" onSubmit={forgetOpening}>
      <input type="hidden" name="intent" value="start" />
      {link ? (
        <input type="hidden" name="link" value={link.id} />
      ) : (
        <>
          {[...new Set(view.lanes)].map((name) => (
            <input key={name} type="hidden" name="system" value={name} />
          ))}
          <input type="hidden" name="settings" value={JSON.stringify(view.asked?.settings ?? {})} />
        </>
      )}
      <Button type="submit" look="secondary">
        New conversation
      </Button>
    </Form>
  );
}

const item =
  'flex min-h-10 w-full cursor-pointer items-center rounded-md px-3 text-sm text-ink outline-none select-none data-highlighted:bg-accent-soft data-highlighted:text-accent-strong';

function More({ view, isResearcher }: Pick<ConversationHeaderProps, 'view' | 'isResearcher'>) {
  const [open, setOpen] = useState<'rename' | 'remove' | null>(null);
  const [outcome, copy] = useCopy();
  const copyAll = async () => {
    const response = await fetch(`/chat/c/${view.id}/export?as=text`).catch(() => null);
    if (response?.ok) await copy(await response.text());
  };
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <Button look="secondary">
            More <span aria-hidden>▾</span>
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={6}
            className="z-50 min-w-52 rounded-xl border border-line bg-surface p-1.5 shadow-xl"
          >
            <DropdownMenu.Item className={item} onSelect={() => setOpen('rename')}>
              Rename…
            </DropdownMenu.Item>
            {isResearcher ? (
              <>
                <DropdownMenu.Item className={item} onSelect={copyAll}>
                  Copy as text
                </DropdownMenu.Item>
                <DropdownMenu.Item asChild className={item}>
                  <a href={`/chat/c/${view.id}/export?as=text`}>Save as text</a>
                </DropdownMenu.Item>
                <DropdownMenu.Item asChild className={item}>
                  <a href={`/chat/c/${view.id}/export`}>Save as JSON lines</a>
                </DropdownMenu.Item>
              </>
            ) : null}
            <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
            <DropdownMenu.Item className={`${item} text-danger`} onSelect={() => setOpen('remove')}>
              Remove…
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <span role="status" className={outcome === 'failed' ? 'text-sm text-danger' : 'sr-only'}>
        {outcome === 'copied' ? 'The conversation is on the clipboard.' : ''}
        {outcome === 'failed' ? 'The browser did not allow it.' : ''}
      </span>
      <Rename view={view} open={open === 'rename'} onClose={() => setOpen(null)} />
      <Remove open={open === 'remove'} onClose={() => setOpen(null)} />
    </>
  );
}

interface OpenProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

function Rename({ view, open, onClose }: OpenProps & { readonly view: ConversationView }) {
  const { submit } = useFetcher();
  return (
    <Dialog title="Rename the conversation" open={open} onOpenChange={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit(event.currentTarget, { method: 'post', action: '?index' });
          onClose();
        }}
      >
        <input type="hidden" name="intent" value="rename" />
        <TextField label="Name" name="title" dir="auto" required maxLength={80} defaultValue={view.title} />
        <Button type="submit" className="self-start">
          Rename
        </Button>
      </form>
    </Dialog>
  );
}

function Remove({ open, onClose }: OpenProps) {
  const submit = useSubmit();
  return (
    <Dialog title="Remove this conversation?" open={open} onOpenChange={onClose}>
      <p className="text-ink-soft">
        All that was said in it goes. What you reported or edited stays for review.
      </p>
      <Button
        look="danger"
        className="self-start"
        onClick={() => submit({ intent: 'remove' }, { method: 'post', action: '?index' })}
      >
        Remove
      </Button>
    </Dialog>
  );
}
