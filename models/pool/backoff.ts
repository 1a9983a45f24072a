export interface BackoffOptions {
  /** Milliseconds after the first failure; each further one doubles them. */
  readonly first: number;
  readonly longest: number;
}

/** When something that failed may be tried again. Times are milliseconds of one clock. */
export class Backoff {
  readonly #options: BackoffOptions;
  #failures = 0;
  #until = 0;
  #cause = '';

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** In a row. */
  get failures(): number {
    return this.#failures;
  }

  get until(): number {
    return this.#until;
  }

  get cause(): string {
    return this.#cause;
  }

  isOver(now: number): boolean {
    return now >= this.#until;
  }

  failed(cause: string, now: number): void {
    const { first, longest } = this.#options;
    this.#until = now + Math.min(longest, first * 2 ** this.#failures);
    this.#failures++;
    this.#cause = cause;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#until = 0;
  }
}
