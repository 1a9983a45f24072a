import { useFetcher } from '@remix-run/react';
import { Button } from '#app/components/ui/button.tsx';
import { TextField } from '#app/components/ui/field.tsx';
import { Badge } from '#app/components/ui/status.tsx';
import type { OverviewOutcome } from '#app/server/study-overview.server.ts';
import type { StudyInvitation } from '#db/queries/invitations.ts';
import { ConfirmAction } from './confirm-action.tsx';
import { OnceLink } from './once-link.tsx';
import { Section } from './section.tsx';
import { When } from './when.tsx';

export interface InvitationsCardProps {
  readonly invitations: readonly (StudyInvitation & {
    readonly ended: 'expired' | 'revoked' | 'used' | null;
  })[];
  /** Of the last form sent, where the page works without a script. */
  readonly outcome: OverviewOutcome | undefined;
}

export function InvitationsCard({ invitations, outcome }: InvitationsCardProps) {
  const fetcher = useFetcher<OverviewOutcome>();
  const { link = null, errors = {} } = fetcher.data ?? outcome ?? {};
  const isAlive = invitations.some(({ id, ended }) => id === link?.id && ended === null);
  return (
    <Section
      title="Invitations"
      lead="Whoever opens an invitation link becomes an annotator of this study. No account is needed."
    >
      <div className="flex flex-col gap-5">
        {link && isAlive ? (
          <OnceLink
            key={link.address}
            title={link.note ? `Link for ${link.note}` : 'The invitation link'}
            address={link.address}
          >
            Copy it now: it is shown only this once.
          </OnceLink>
        ) : null}
        {/* A fresh form after each link that was made. */}
        <fetcher.Form key={link?.id ?? 'first'} method="post" action="?index" className="flex flex-col gap-4">
          <InvitationFields errors={errors} busy={fetcher.state !== 'idle'} />
        </fetcher.Form>
        {invitations.length > 0 ? (
          <ul className="divide-y divide-line border-t border-line text-sm">
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        ) : null}
      </div>
    </Section>
  );
}

function InvitationFields({
  errors,
  busy,
}: {
  readonly errors: Readonly<Record<string, string>>;
  readonly busy: boolean;
}) {
  return (
    <>
      <input type="hidden" name="intent" value="invite" />
      <TextField
        label="For whom"
        name="note"
        maxLength={200}
        hint="A note for yourself; annotators do not see it."
        error={errors.note}
      />
      <div className="grid grid-cols-2 gap-4">
        <TextField
          label="People"
          name="people"
          inputMode="numeric"
          defaultValue="10"
          hint="How many may use it."
          error={errors.people}
        />
        <TextField
          label="Days it works"
          name="days"
          inputMode="numeric"
          defaultValue="30"
          error={errors.days}
        />
      </div>
      <Button type="submit" look="secondary" disabled={busy} className="self-start">
        {busy ? 'Making the link…' : 'Make a link'}
      </Button>
    </>
  );
}

interface RowProps {
  readonly invitation: InvitationsCardProps['invitations'][number];
}

function InvitationRow({ invitation }: RowProps) {
  return (
    <li className="flex items-center justify-between gap-3 py-3">
      <div className="min-w-0">
        <p className="font-medium break-words">{invitation.note || 'Without a note'}</p>
        <p className="text-ink-soft tabular-nums">
          {invitation.uses} of {invitation.maxUses.toLocaleString('en-GB')} used ·{' '}
          <Ending invitation={invitation} />
        </p>
      </div>
      {invitation.ended ? null : (
        <ConfirmAction
          fields={{ intent: 'revoke', invitation: invitation.id }}
          label="Revoke"
          description={`Revoke the link ${invitation.note || 'without a note'}`}
          look="quiet"
          title="Revoke this link?"
        >
          Nobody else can join by it. People who have joined already stay annotators.
        </ConfirmAction>
      )}
    </li>
  );
}

function Ending({ invitation }: RowProps) {
  if (invitation.ended === 'revoked') return <Badge>Revoked</Badge>;
  if (invitation.ended === 'expired') return <Badge>Expired</Badge>;
  if (invitation.ended === 'used') return <Badge>Used up</Badge>;
  return (
    <>
      until <When at={invitation.expiresAt} />
    </>
  );
}
