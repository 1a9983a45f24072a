let controller: AbortController | undefined;

/**
 * Aborts when the person presses Ctrl-C. A command that asks for it undoes its work and throws `interrupted`; a
 * second Ctrl-C ends the process at once, and what it left is undone at the next start.
 */
export function interruptSignal(): AbortSignal {
  controller ??= new AbortController();
  return controller.signal;
}

/** Installs the handlers of SIGINT and SIGTERM; `end` ends the process. */
export function listenForInterrupts(end: (status: number) => void): void {
  const interrupt = () => {
    if (!controller || controller.signal.aborted) end(130);
    else controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
}
