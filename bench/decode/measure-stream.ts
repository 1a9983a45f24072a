import { median } from '../support/median.ts';
import { inTurn } from './measure-equal.ts';
import { type System, sameReplies } from './systems.ts';
import { askedTokens, type BatchOrder, batchesOf, mixedRequests, type Request } from './workloads.ts';

export interface StreamRow {
  readonly system: string;
  /** How requests are put together: by the engine as rows become free, or in batches made before. */
  readonly order: BatchOrder | 'joining';
  readonly requests: number;
  readonly repeats: number;
  readonly seconds: number;
  readonly tokensPerSecond: number;
  readonly repliesPerSecond: number;
  /** Replies that are the workbench's, token for token. */
  readonly same: number;
  readonly compared: number;
}

/** Batches of transformers.js: larger ones give it no more tokens per second, and all wait for the longest. */
export const streamBatch = 8;
const orders: readonly BatchOrder[] = ['arrival', 'prompt length', 'reply length'];

export interface StreamOptions {
  readonly vocabulary: number;
  readonly requests: number;
  readonly repeats: number;
  readonly note: (line: string) => void;
}

interface Way {
  readonly system: System;
  readonly order: StreamRow['order'];
  readonly run: (requests: readonly Request[]) => Promise<{ ms: number; replies: number[][] }>;
}

/** Requests of mixed lengths that are all there at once; the engine first, the other system in three orders. */
export async function measureStream(
  { engine, other }: { readonly engine: System; readonly other: System | undefined },
  options: StreamOptions,
): Promise<StreamRow[]> {
  options.note(`A stream of ${options.requests} requests of mixed lengths…`);
  const ways: Way[] = [{ system: engine, order: 'joining', run: (requests) => engine.generate(requests) }];
  if (other)
    for (const order of orders)
      ways.push({ system: other, order, run: (requests) => inBatches(other, requests, order) });
  const measured = ways.map((way) => ({ way, times: [] as number[], same: 0, compared: 0 }));
  let asked = 0;
  for (let repeat = 0; repeat < options.repeats; repeat++) {
    const requests = mixedRequests({ count: options.requests, vocabulary: options.vocabulary, seed: repeat });
    asked = asked + askedTokens(requests) / options.repeats;
    const replies = new Map<Way, number[][]>();
    for (const { way, times } of inTurn(measured, repeat)) {
      const answer = await way.run(requests);
      times.push(answer.ms);
      replies.set(way, answer.replies);
    }
    const [first] = ways;
    for (const entry of measured.slice(1)) {
      entry.same += sameReplies(replies.get(entry.way) ?? [], (first && replies.get(first)) ?? []);
      entry.compared += requests.length;
    }
  }
  return measured.map(({ way, times, same, compared }) => {
    const seconds = median(times) / 1000;
    return {
      system: way.system.name,
      order: way.order,
      requests: options.requests,
      repeats: options.repeats,
      seconds,
      tokensPerSecond: asked / seconds,
      repliesPerSecond: options.requests / seconds,
      same,
      compared,
    };
  });
}

async function inBatches(system: System, requests: readonly Request[], order: BatchOrder) {
  const replies: number[][] = [];
  let ms = 0;
  for (const batch of batchesOf(requests, { size: streamBatch, order })) {
    const answer = await system.generate(batch);
    ms += answer.ms;
    for (const [row, { number }] of batch.entries()) replies[number] = answer.replies[row] ?? [];
  }
  return { ms, replies };
}
