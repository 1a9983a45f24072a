import { isWorkbenchError } from '#lib/errors.ts';
import type { RemoteAccounts, Reservation, Settlement } from './remote-ports.ts';
import { stopped } from './with-retries.ts';

/**
 * Accounts where a request waits for those under way in this process before the cap refuses it: they are reserved at
 * their most, and cost far less.
 */
export class HeldAccounts {
  readonly #accounts: RemoteAccounts;
  readonly #underWay = new Map<string, number>();
  #waiting: (() => void)[] = [];

  constructor(accounts: RemoteAccounts) {
    this.#accounts = accounts;
  }

  /** @throws WorkbenchError as `RemoteAccounts.reserve`, once nothing of the system is under way; `interrupted` */
  async reserve(reservation: Reservation, signal: AbortSignal): Promise<void> {
    const { system } = reservation;
    for (;;) {
      if (signal.aborted) throw stopped();
      try {
        this.#accounts.reserve(reservation);
        break;
      } catch (error) {
        if (!isWorkbenchError(error) || error.code !== 'unavailable' || this.#count(system) === 0)
          throw error;
        await this.#settled(signal);
      }
    }
    this.#underWay.set(system, this.#count(system) + 1);
  }

  settle(settlement: Settlement): void {
    this.#underWay.set(settlement.system, this.#count(settlement.system) - 1);
    try {
      this.#accounts.settle(settlement);
    } catch {
      // It stays counted at its most, which no cap minds; a reply that has come is not lost for it.
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  #count(system: string): number {
    return this.#underWay.get(system) ?? 0;
  }

  #settled(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.#waiting.push(go);
      signal.addEventListener('abort', go);
    });
  }
}
