export interface LinkedAbort {
  /** Aborted with any of the signals, or by `abort`. */
  readonly signal: AbortSignal;
  readonly abort: () => void;
  /** To be called in the end: some of the signals live on, and would keep what listens to them. */
  readonly unlink: () => void;
}

/** What `AbortSignal.any` does for signals that are aborted by hand, at a tenth of its cost, which every reply had twice. */
export function linkedAbort(signals: readonly AbortSignal[]): LinkedAbort {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (signals.some(({ aborted }) => aborted)) abort();
  for (const signal of signals) signal.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    abort,
    unlink: () => {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}
