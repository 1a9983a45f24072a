/** Endings before a rate is worth telling. */
const leastEndings = 8;
/** Seconds of waiting after which what was measured counts half. */
const halfLife = 20;

/**
 * How fast work ends while more of it waits: what a queue's waiting time follows from. Time in which nothing waits says
 * nothing of it and is left out. Times are milliseconds of one clock.
 */
export class DrainRate {
  #work = 0;
  #seconds = 0;
  #endings = 0;
  #since: number | null = null;

  /** To be told whenever something begins to wait, or nothing waits any more. */
  waits(isWaiting: boolean, now: number): void {
    this.#pass(now);
    this.#since = isWaiting ? now : null;
  }

  ended(work: number, now: number): void {
    if (this.#since === null) return;
    this.#pass(now);
    this.#work += work;
    this.#endings++;
  }

  /** Work a second; null where too little has been seen. */
  perSecond(now: number): number | null {
    this.#pass(now);
    return this.#endings >= leastEndings && this.#seconds > 0 ? this.#work / this.#seconds : null;
  }

  #pass(now: number): void {
    if (this.#since === null) return;
    const seconds = Math.max(0, now - this.#since) / 1000;
    const kept = 0.5 ** (seconds / halfLife);
    this.#work *= kept;
    this.#seconds = this.#seconds * kept + seconds;
    this.#since = now;
  }
}
