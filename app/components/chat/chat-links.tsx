import { useFetcher } from '@remix-run/react';
import { useState } from 'react';
import type { LinksOutcome } from '#app/server/conversations/chat-links-page.server.ts';
import type { LiveSystem } from '#app/server/live-systems.server.ts';
import type { ChatLink, ChatLinkState } from '#db/queries/chat-links.ts';
import { counted, formatCount } from '../dataset/format-count.ts';
import { NoSystems } from '../live/no-systems.tsx';
import { SystemsChoice } from '../live/systems-choice.tsx';
import { ConfirmAction } from '../study/confirm-action.tsx';
import { OnceLink } from '../study/once-link.tsx';
import { Section } from '../study/section.tsx';
import { When } from '../study/when.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Badge } from '../ui/status.tsx';

export interface ShownLink {
  readonly id: string;
  readonly title: string;
  readonly systems: readonly string[];
  readonly isBlind: boolean;
  readonly maxUses: number | null;
  readonly uses: number;
  readonly expiresAt: string | null;
  readonly state: ChatLinkState;
  readonly conversations: number;
  readonly messages: number;
}

interface ChatLinksProps {
  readonly kind: ChatLink['kind'];
  readonly systems: readonly LiveSystem[];
  readonly links: readonly ShownLink[];
}

/** Links for people without an account: making one, and what came of those that there are. */
export function ChatLinks({ kind, systems, links }: ChatLinksProps) {
  const fetcher = useFetcher<LinksOutcome>();
  const { link = null, errors = {} } = fetcher.data ?? {};
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Section title="A new link">
        <div className="flex flex-col gap-5">
          {link && links.some(({ id, state }) => id === link.id && state === 'usable') ? (
            <OnceLink key={link.id} title={`The link for “${link.title}”`} address={link.address}>
              Copy it now: it is shown only this once.
            </OnceLink>
          ) : null}
          {systems.some(({ problem }) => problem === null) ? (
            // A fresh form after each link that was made.
            <fetcher.Form key={`after ${link?.id}`} method="post" className="flex flex-col gap-4">
              <LinkFields kind={kind} systems={systems} errors={errors} isBusy={fetcher.state !== 'idle'} />
            </fetcher.Form>
          ) : (
            <NoSystems />
          )}
        </div>
      </Section>
      <Section title="Links so far">
        {links.length === 0 ? (
          <p className="text-sm text-ink-soft">None yet.</p>
        ) : (
          <ul className="divide-y divide-line text-sm">
            {links.map((each) => (
              <LinkRow key={each.id} link={each} />
            ))}
          </ul>
        )}
      </Section>
    </div>
  );
}

interface LinkFieldsProps {
  readonly kind: ChatLink['kind'];
  readonly systems: readonly LiveSystem[];
  readonly errors: Readonly<Record<string, string>>;
  readonly isBusy: boolean;
}

function LinkFields({ kind, systems, errors, isBusy }: LinkFieldsProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  return (
    <>
      <input type="hidden" name="intent" value="create" />
      {chosen.map((name) => (
        <input key={name} type="hidden" name="system" value={name} />
      ))}
      <TextField
        label="Title"
        name="title"
        maxLength={120}
        hint="What the page is called for those who come."
        error={errors.title}
      />
      <TextArea
        label="Welcome"
        name="welcome"
        rows={4}
        maxLength={5_000}
        hint="What they read before they begin: what this is for, who reads along, whom to ask. That they talk with a program is said in any case."
        error={errors.welcome}
      />
      <div>
        <SystemsChoice
          systems={systems}
          chosen={chosen}
          hasSource={false}
          most={kind === 'arena' ? Number.POSITIVE_INFINITY : 6}
          onChange={setChosen}
        />
        {errors.systems ? <p className="mt-1.5 text-sm font-medium text-danger">{errors.systems}</p> : null}
      </div>
      {kind === 'arena' ? null : (
        <label className="flex min-h-10 items-start gap-2 text-sm">
          <input type="checkbox" name="blind" defaultChecked className="mt-1 size-4 accent-accent" />
          <span>
            Keep the names of the systems back
            <span className="block text-ink-faint">
              Those who come see A, B, … and nothing that tells them apart.
            </span>
          </span>
        </label>
      )}
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label="Most people"
          name="people"
          inputMode="numeric"
          hint="Empty for any number."
          error={errors.people}
        />
        <TextField
          label="Days it works"
          name="days"
          inputMode="numeric"
          defaultValue="30"
          hint="Empty for no end."
          error={errors.days}
        />
      </div>
      <Button type="submit" disabled={isBusy} className="self-start">
        {isBusy ? 'Making the link…' : 'Make a link'}
      </Button>
    </>
  );
}

const endings: Readonly<Record<Exclude<ChatLinkState, 'usable'>, string>> = {
  revoked: 'Revoked',
  expired: 'Expired',
  'used-up': 'Used up',
  'no-systems': 'Without systems',
};

function LinkRow({ link }: { readonly link: ShownLink }) {
  const { id, title, systems, isBlind, maxUses, uses, expiresAt, state, conversations, messages } = link;
  return (
    <li className="flex items-start justify-between gap-3 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 font-medium [overflow-wrap:anywhere]">
          {title}
          {state === 'usable' ? null : <Badge>{endings[state]}</Badge>}
          {isBlind ? <Badge tone="accent">blind</Badge> : null}
        </p>
        <p className="text-ink-soft [overflow-wrap:anywhere]">{systems.join(', ')}</p>
        <p className="text-ink-soft tabular-nums">
          {maxUses === null
            ? counted(uses, 'person', 'people')
            : `${formatCount(uses)} of ${formatCount(maxUses)} people`}{' '}
          · {counted(conversations, 'conversation')} · {counted(messages, 'message')}
          {state === 'usable' && expiresAt !== null ? (
            <>
              {' '}
              · until <When at={expiresAt} />
            </>
          ) : null}
        </p>
      </div>
      <div className="flex flex-wrap justify-end">
        {messages === 0 ? null : (
          <a
            href={`/chat/links/${id}/export`}
            aria-label={`Save the conversations of ${title}`}
            className={buttonClass('quiet')}
          >
            Save
          </a>
        )}
        {state === 'revoked' || state === 'expired' ? null : (
          <ConfirmAction
            fields={{ intent: 'revoke', link: id }}
            label="Revoke"
            description={`Revoke the link ${title}`}
            look="quiet"
            title="Revoke this link?"
          >
            Nobody comes by it any more, and those who came start no other conversation with it. What they
            have begun they can go on with.
          </ConfirmAction>
        )}
      </div>
    </li>
  );
}
