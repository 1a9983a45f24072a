/** What a pool is doing, as plain data. Counts are since it was started; times are in seconds unless they say otherwise. */
export interface PoolStatus {
  /** Most requests that are worked on at once. */
  readonly capacity: number;
  /** Of all hosts that are there, where models run on other hosts. */
  readonly processes: readonly ProcessStatus[];
  /** Where models run on other hosts: those heard of in the last hour; null where they run here. */
  readonly hosts: readonly HostStatus[] | null;
  /** Since when Redis has not answered, as an ISO time; null where it does, and where it is not asked. */
  readonly redisAwaySince: string | null;
  readonly queue: QueueStatus;
  /** New tokens of replies, and whole replies, a second: the mean of the last minute. */
  readonly tokensPerSecond: number;
  readonly repliesPerSecond: number;
  /** Of each second of the last minute, oldest first: replies that ended, and their tokens. */
  readonly lastMinute: readonly { readonly replies: number; readonly tokens: number }[];
  /** From the asking, of replies that ended in the last five minutes; null where there were none. */
  readonly firstToken: Latency | null;
  readonly reply: Latency | null;
  readonly counts: PoolCounts;
}

export interface ProcessStatus {
  /** Which of the pool's places it has, from 0. */
  readonly place: number;
  readonly device: string;
  /** null where no process runs: one is started when there is work for it. */
  readonly processId: number | null;
  /** When it was started, as an ISO time. */
  readonly upSince: string | null;
  /** How often a process of this place died and another had to be started. */
  readonly restarts: number;
  /** Why none is started at present, and the ISO time until when. */
  readonly trouble: { readonly cause: string; readonly until: string } | null;
  readonly requests: number;
  /** Of prompts that are still to be read and of replies that are still to come, as far as is known before. */
  readonly tokensOutstanding: number;
  readonly models: readonly string[];
  /** Resident memory when it last told; null where it has not yet. */
  readonly memoryBytes: number | null;
}

/** Another host that answers over Redis; of one that is gone, what it last said. */
export interface HostStatus {
  /** No two are alike. */
  readonly id: string;
  /** Of its machine. */
  readonly name: string;
  /** Of its `workbench worker`. */
  readonly processId: number;
  /** When that was started, and when it last gave a sign of life, as ISO times. */
  readonly since: string;
  readonly heardAt: string;
  /** Whether it still gives signs of life. One that ended as it should is not told of any more. */
  readonly isThere: boolean;
  /** Most requests that it works on at once. */
  readonly capacity: number;
  readonly processes: readonly ProcessStatus[];
  /** The mean of the last minute, whoever asked. */
  readonly tokensPerSecond: number;
  readonly repliesPerSecond: number;
}

export interface QueueStatus {
  /** Requests that wait for a process, and the tokens they are expected to be. */
  readonly requests: number;
  readonly tokens: number;
  /** Where as many wait, the next one is refused; null for no bound. */
  readonly mostRequests: number | null;
  /** How long the last of them is expected to wait; null where that cannot be told yet. */
  readonly expectedSeconds: number | null;
}

/** Quantiles over what is recent; sum and count since the start. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly sum: number;
  readonly count: number;
}

export interface PoolCounts {
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Because the queue was full. */
  readonly refused: number;
  /** Begun anew because their process had died. */
  readonly retried: number;
  /** New tokens of replies. */
  readonly tokens: number;
}
