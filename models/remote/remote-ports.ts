/** What a request to a remote system may cost, before it is sent. */
export interface Reservation {
  /** Its name. */
  readonly system: string;
  /** In the currency of its prices. */
  readonly most: number;
  /** What all its requests together may cost; null for any amount. */
  readonly cap: number | null;
}

/** What it did cost. */
export interface Settlement {
  readonly system: string;
  /** What was reserved. */
  readonly most: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number;
}

/** Where the cost of remote systems is kept: it must hold for all processes, and over their ends. */
export interface RemoteAccounts {
  /** @throws WorkbenchError `unavailable` where the cap does not allow it */
  reserve(reservation: Reservation): void;
  settle(settlement: Settlement): void;
}

/** What remote systems need of the world. */
export interface RemotePorts {
  /** Without one nothing is counted, and a system with a spending cap is not asked. */
  readonly accounts?: RemoteAccounts | undefined;
  /**
   * The value of an environment variable, where a key is that is to be sent to `baseUrl`.
   * @throws WorkbenchError `unavailable` where it is not for that address
   */
  readonly variable?: ((name: string, baseUrl: string) => string | undefined) | undefined;
  /** Requests that wait for one address at most, the next one being refused; 16 for each that is asked at once. */
  readonly mostWaiting?: number | undefined;
  /** Most time of a request from its asking, its waiting and all its tries included; five minutes. */
  readonly timeLimitMs?: number | undefined;
  /** Waits; rejects when `signal` is aborted. */
  readonly pause?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined;
  /** Uniform in [0, 1): the jitter between tries. */
  readonly random?: (() => number) | undefined;
}
