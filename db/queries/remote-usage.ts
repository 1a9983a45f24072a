import { WorkbenchError } from '#lib/errors.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import { unknownSystem } from './systems.ts';

/** What a remote system was asked for in all; `cost` in the currency of its prices. */
export interface RemoteUse {
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number;
}

const nothing: RemoteUse = { requests: 0, promptTokens: 0, completionTokens: 0, cost: 0 };

export function remoteUse(db: Db, system: string): RemoteUse {
  const row = prepared(
    db,
    `select u.requests, u.prompt_tokens as promptTokens, u.completion_tokens as completionTokens, u.cost
     from remote_usage u join systems s on s.id = u.system_id where s.name = ?`,
  ).get(system) as RemoteUse | undefined;
  return row ?? nothing;
}

export interface RemoteReservation {
  /** Its name. */
  readonly system: string;
  /** The most that the request may cost. */
  readonly most: number;
  /** Null for none. */
  readonly cap: number | null;
}

/**
 * Counts a request at the most that it may cost before it is sent, so that requests under way, of other processes too,
 * never exceed the cap together. `settleRemoteUse` puts the true cost in its place; what a crash leaves stays counted.
 * @throws WorkbenchError `unavailable` where the cap does not allow it, `not-found` for an unknown system
 */
export function reserveRemoteUse(db: Db, { system, most, cap }: RemoteReservation): void {
  write(db, () => {
    const found = prepared(db, 'select id from systems where name = ?').get(system) as
      | { id: string }
      | undefined;
    if (!found) throw unknownSystem(db, system);
    const { cost } = remoteUse(db, system);
    if (cap !== null && cost + most > cap)
      throw new WorkbenchError(
        'unavailable',
        `${system} has used ${shown(cost)} of its spending cap of ${shown(cap)}, and the next request may cost ${shown(most)}. Raise spendingCap to go on.`,
      );
    prepared(
      db,
      `insert into remote_usage (system_id, requests, prompt_tokens, completion_tokens, cost) values (?, 1, 0, 0, ?)
       on conflict (system_id) do update set requests = requests + 1, cost = cost + excluded.cost`,
    ).run(found.id, most);
  });
}

export interface RemoteSettlement {
  readonly system: string;
  /** What was reserved. */
  readonly most: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number;
}

/** Puts what a request cost in the place of what was reserved for it. */
export function settleRemoteUse(db: Db, settlement: RemoteSettlement): void {
  prepared(
    db,
    `update remote_usage set prompt_tokens = prompt_tokens + @promptTokens,
       completion_tokens = completion_tokens + @completionTokens, cost = max(0, cost + @cost - @most)
     where system_id = (select id from systems where name = @system)`,
  ).run(settlement);
}

/** To four digits: requests cost fractions of a cent. */
function shown(amount: number): string {
  return String(Number(amount.toPrecision(4)));
}
