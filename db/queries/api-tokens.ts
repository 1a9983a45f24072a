import { WorkbenchError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';

export interface NewApiToken {
  readonly name: string;
  /** SHA-256 of the secret. */
  readonly secretHash: string;
  /** The secret's first characters. */
  readonly beginning: string;
  readonly requestsPerMinute: number;
  /** Null for any number. */
  readonly tokensPerDay: number | null;
  /** A researcher's id; null from the command line. */
  readonly createdBy: string | null;
  /** Null for never. */
  readonly expiresAt: string | null;
  readonly now: string;
}

/** Keeps a new token. Gives its id. */
export function createApiToken(db: Db, token: NewApiToken): string {
  const id = newId('apiToken');
  prepared(
    db,
    `insert into api_tokens (id, name, secret_hash, beginning, requests_per_minute, tokens_per_day, created_by,
       created_at, expires_at)
     values (@id, @name, @secretHash, @beginning, @requestsPerMinute, @tokensPerDay, @createdBy, @now, @expiresAt)`,
  ).run({ id, ...token });
  return id;
}

/** A token that opens the API. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly requestsPerMinute: number;
  readonly tokensPerDay: number | null;
}

/** The token with this secret; undefined where there is none, or none that still works. */
export function findApiToken(
  db: Db,
  { secretHash, now }: { readonly secretHash: string; readonly now: string },
): ApiToken | undefined {
  return prepared(
    db,
    `select id, name, requests_per_minute as requestsPerMinute, tokens_per_day as tokensPerDay
     from api_tokens where secret_hash = @secretHash and revoked_at is null
       and (expires_at is null or expires_at > @now)`,
  ).get({ secretHash, now }) as ApiToken | undefined;
}

export interface ListedApiToken extends ApiToken {
  readonly beginning: string;
  readonly createdAt: string;
  /** The researcher who made it; null from the command line. */
  readonly createdBy: string | null;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly today: ApiUse;
  readonly total: ApiUse;
}

export interface ApiUse {
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Every token with what it was used for, those that work first, the newest first. */
export function listApiTokens(db: Db, now: string): ListedApiToken[] {
  const rows = prepared(
    db,
    `select t.id, t.name, t.beginning, t.requests_per_minute as requestsPerMinute, t.tokens_per_day as tokensPerDay,
       t.created_at as createdAt, u.display_name as createdBy, t.last_used_at as lastUsedAt,
       t.expires_at as expiresAt, t.revoked_at as revokedAt,
       ${used('total', 'true')}, ${used('today', 'g.day = @day')}
     from api_tokens t left join users u on u.id = t.created_by left join api_usage g on g.token_id = t.id
     group by t.id order by t.revoked_at is not null, t.created_at desc, t.id`,
  ).all({ day: dayOf(now) }) as Record<string, unknown>[];
  return rows.map(({ today, total, ...row }) => ({
    ...(row as unknown as Omit<ListedApiToken, 'today' | 'total'>),
    today: JSON.parse(String(today)),
    total: JSON.parse(String(total)),
  }));
}

function used(name: string, when: string): string {
  const sum = (column: string) => `coalesce(sum(g.${column}) filter (where ${when}), 0)`;
  return `json_object('requests', ${sum('requests')}, 'promptTokens', ${sum('prompt_tokens')},
    'completionTokens', ${sum('completion_tokens')}) as ${name}`;
}

/** Ends a token, named by its id or by what it begins with. @throws WorkbenchError `not-found` */
export function revokeApiToken(
  db: Db,
  { named, now }: { readonly named: string; readonly now: string },
): void {
  const { changes } = prepared(
    db,
    'update api_tokens set revoked_at = @now where (id = @named or beginning = @named) and revoked_at is null',
  ).run({ named, now });
  if (changes === 0)
    throw new WorkbenchError(
      'not-found',
      `There is no token ${named} that still works. List them to see which do.`,
    );
}

/** Tokens generated on the day of `now` (UTC). */
export function completionTokensToday(
  db: Db,
  { tokenId, now }: { readonly tokenId: string; readonly now: string },
): number {
  const row = prepared(
    db,
    'select completion_tokens as tokens from api_usage where token_id = @tokenId and day = @day',
  ).get({ tokenId, day: dayOf(now) }) as { tokens: number } | undefined;
  return row?.tokens ?? 0;
}

/** Adds what tokens were used for, by their ids; one that has gone meanwhile is passed over. */
export function addApiUse(db: Db, uses: ReadonlyMap<string, ApiUse>, now: string): void {
  if (uses.size === 0) return;
  write(db, () => {
    for (const [tokenId, use] of uses) {
      const { changes } = prepared(db, 'update api_tokens set last_used_at = @now where id = @tokenId').run({
        now,
        tokenId,
      });
      if (changes === 1)
        prepared(
          db,
          `insert into api_usage (token_id, day, requests, prompt_tokens, completion_tokens)
           values (@tokenId, @day, @requests, @promptTokens, @completionTokens)
           on conflict (token_id, day) do update set requests = requests + excluded.requests,
             prompt_tokens = prompt_tokens + excluded.prompt_tokens,
             completion_tokens = completion_tokens + excluded.completion_tokens`,
        ).run({ tokenId, day: dayOf(now), ...use });
    }
  });
}

/** The day in UTC of an ISO time. */
function dayOf(now: string): string {
  return now.slice(0, 10);
}
