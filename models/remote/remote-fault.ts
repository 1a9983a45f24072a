import type { ErrorCode } from '#lib/errors.ts';

interface FaultOptions {
  readonly code?: ErrorCode;
  /** Whether another try may succeed. */
  readonly isPassing?: boolean;
  /** Whether it can have cost nothing. */
  readonly isFree?: boolean;
  /** How long the server asks to wait, milliseconds. */
  readonly pauseMs?: number | undefined;
}

/** Why a try brought no reply; `message` is a sentence for people. */
export class RemoteFault extends Error {
  readonly code: ErrorCode;
  readonly isPassing: boolean;
  readonly isFree: boolean;
  readonly pauseMs: number | undefined;

  constructor(
    message: string,
    { code = 'unavailable', isPassing = false, isFree = false, pauseMs }: FaultOptions,
  ) {
    super(message);
    this.name = 'RemoteFault';
    this.code = code;
    this.isPassing = isPassing;
    this.isFree = isFree;
    this.pauseMs = pauseMs;
  }
}
