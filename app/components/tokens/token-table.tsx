import { formatCount } from '#app/components/dataset/format-count.ts';
import { ConfirmAction } from '#app/components/study/confirm-action.tsx';
import { ScrollRegion } from '#app/components/study/scroll-region.tsx';
import { When } from '#app/components/study/when.tsx';
import { Badge } from '#app/components/ui/status.tsx';
import type { ApiUse, ListedApiToken } from '#db/queries/api-tokens.ts';

const head = 'px-3 py-2 text-left text-xs font-medium text-ink-soft first:pl-0';
const cell = 'px-3 py-2 align-top first:pl-0';
const columns = ['Name', 'Begins with', 'Limits', 'Today', 'In all', 'Last used', 'Made'];

/** Every token with what it may do and has done. */
export function TokenTable({
  tokens,
  now,
}: {
  readonly tokens: readonly ListedApiToken[];
  readonly now: string;
}) {
  return (
    <ScrollRegion label="Table of tokens">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">API tokens</caption>
        <thead>
          <tr className="border-b border-line-strong/40">
            {columns.map((name) => (
              <th key={name} scope="col" className={head}>
                {name}
              </th>
            ))}
            <th scope="col" className={head}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} now={now} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function TokenRow({ token, now }: { readonly token: ListedApiToken; readonly now: string }) {
  const { id, name, beginning, requestsPerMinute, tokensPerDay, createdBy, createdAt, revokedAt } = token;
  const isOver = token.expiresAt !== null && token.expiresAt <= now;
  return (
    <tr>
      <th scope="row" className={`${cell} max-w-64 text-left font-medium [overflow-wrap:anywhere]`}>
        {name}
        {revokedAt ? (
          <div>
            <Badge>revoked</Badge>
          </div>
        ) : token.expiresAt ? (
          <div className="font-normal text-ink-faint">
            {isOver ? 'ended' : 'until'} <When at={token.expiresAt} />
          </div>
        ) : null}
      </th>
      <td className={cell}>
        <code className="whitespace-nowrap">{beginning}…</code>
      </td>
      <td className={`${cell} whitespace-nowrap text-ink-soft tabular-nums`}>
        {formatCount(requestsPerMinute)} requests a minute
        <div>
          {tokensPerDay === null ? 'any number of tokens' : `${formatCount(tokensPerDay)} tokens a day`}
        </div>
      </td>
      <Used use={token.today} />
      <Used use={token.total} />
      <td className={`${cell} text-ink-soft`}>
        {token.lastUsedAt ? <When at={token.lastUsedAt} precise /> : 'never'}
      </td>
      <td className={`${cell} text-ink-soft`}>
        <When at={createdAt} />
        <div>{createdBy ? `by ${createdBy}` : null}</div>
      </td>
      <td className="py-1 text-right align-top">
        {revokedAt ? null : (
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
      </td>
    </tr>
  );
}

function Used({ use }: { readonly use: ApiUse }) {
  return (
    <td className={`${cell} whitespace-nowrap text-ink-soft tabular-nums`}>
      {use.requests === 0 ? (
        'nothing'
      ) : (
        <>
          {formatCount(use.requests)} {use.requests === 1 ? 'request' : 'requests'}
          <div>
            {formatCount(use.promptTokens)} tokens read, {formatCount(use.completionTokens)} written
          </div>
        </>
      )}
    </td>
  );
}
