import { deserialize, serialize } from 'node:v8';
import type { PoolRequest, TaskMessage } from '../messages.ts';

/** What a host can be asked; ids are the queue's. */
export type HostRequest = WithoutId<Exclude<PoolRequest, { readonly kind: 'cancel' | 'replaced' }>> & {
  readonly conversation?: string | undefined;
};

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A request as it lies in the queue. */
export interface QueuedRequest {
  /** Who hears of it. */
  readonly asker: string;
  /** A packed `HostRequest`. */
  readonly request: string;
  /** Hosts that lack its files, by their ids the names of their machines. */
  readonly unable?: Readonly<Record<string, string>> | undefined;
}

export type HostMessage = WithoutId<TaskMessage>;

/** What a host says to a request: tokens as they come, and the end. */
export interface Said {
  readonly job: string;
  /** How often the queue has given the request to a host, from 1. */
  readonly attempt: number;
  /** How many tokens this attempt had said before: a channel of Redis loses what it carries when a connection breaks. */
  readonly before: number;
  readonly message: HostMessage;
}

/** Plain data of any kind, typed arrays and numbers that are not finite included, as text. */
export function pack(value: unknown): string {
  return serialize(value).toString('base64');
}

/** The opposite of `pack`. What it is given came from a program of the same kind: Redis is trusted as the database is. */
export function unpack<T>(text: string): T {
  return deserialize(Buffer.from(text, 'base64')) as T;
}
