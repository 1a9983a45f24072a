import type { ReactNode } from 'react';
import { counted, formatCount } from '#app/components/dataset/format-count.ts';
import { ConfirmAction } from '#app/components/study/confirm-action.tsx';
import { When } from '#app/components/study/when.tsx';
import { Badge } from '#app/components/ui/status.tsx';
import type { ApiUse, ListedApiToken } from '#db/queries/api-tokens.ts';

/** Every token with what it may do and has done. */
export function TokenList({
  tokens,
  now,
}: {
  readonly tokens: readonly ListedApiToken[];
  readonly now: string;
}) {
  return (
    <ul className="divide-y divide-line">
      {tokens.map((token) => (
        <li key={token.id} className="py-4 first:pt-0 last:pb-0">
          <Token token={token} now={now} />
        </li>
      ))}
    </ul>
  );
}

function Token({ token, now }: { readonly token: ListedApiToken; readonly now: string }) {
  const { id, name, beginning, requestsPerMinute, tokensPerDay, createdBy, createdAt, lastUsedAt } = token;
  const isOver = token.expiresAt !== null && token.expiresAt <= now;
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
      <div className="min-w-0">
        <h3 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm font-semibold [overflow-wrap:anywhere]">
          {name}
          <code className="font-normal whitespace-nowrap text-ink-soft">{beginning}…</code>
          {token.revokedAt ? <Badge>revoked</Badge> : isOver ? <Badge>ended</Badge> : null}
        </h3>
        <p className="text-sm text-ink-faint">
          Made <When at={createdAt} /> {createdBy ? `by ${createdBy}` : 'on the command line'}
          {token.expiresAt && !isOver && !token.revokedAt ? (
            <>
              , works until <When at={token.expiresAt} />
            </>
          ) : null}
          {'. '}
          {lastUsedAt ? (
            <>
              Last used <When at={lastUsedAt} precise />.
            </>
          ) : (
            'Never used.'
          )}
        </p>
      </div>
      {token.revokedAt ? null : (
        <ConfirmAction
          fields={{ intent: 'revoke', token: id }}
          label="Revoke"
          description={`Revoke ${name}`}
          look="quiet"
          title={`Revoke ${name}?`}
        >
          Whatever uses it is refused from now on. This cannot be undone.
        </ConfirmAction>
      )}
      <dl className="grid w-full gap-x-8 gap-y-2 text-sm sm:grid-cols-3">
        <Fact term="May have">
          {counted(requestsPerMinute, 'request')} a minute
          {tokensPerDay === null ? '' : `, ${counted(tokensPerDay, 'token')} a day`}
        </Fact>
        <Fact term="Today">{useInWords(token.today)}</Fact>
        <Fact term="In all">{useInWords(token.total)}</Fact>
      </dl>
    </div>
  );
}

function useInWords({ requests, promptTokens, completionTokens }: ApiUse): string {
  if (requests === 0) return 'nothing';
  const tokens = `${counted(promptTokens, 'token')} read, ${formatCount(completionTokens)} written`;
  return `${counted(requests, 'request')}, ${tokens}`;
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-ink-faint">{term}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}
