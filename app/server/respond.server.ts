import { isWorkbenchError, type WorkbenchError } from '#lib/errors.ts';

/** The answer to a request that an expected failure ends: its sentence, and when to try again where that is known. */
export function errorResponse({ message, status, details }: WorkbenchError): Response {
  const { retryAfterSeconds } = details;
  return new Response(message, {
    status,
    ...(retryAfterSeconds !== undefined && { headers: { 'Retry-After': String(retryAfterSeconds) } }),
  });
}

/** For loaders: an expected failure becomes its response, whose text the error page shows; a defect stays one. */
export function expected<T>(work: () => T): T {
  const outcome = attempted(work);
  if (outcome.ok) return outcome.value;
  throw errorResponse(outcome.error);
}

/** The same for work that takes its time. */
export async function expectedLater<T>(work: Promise<T>): Promise<T> {
  const outcome = await attemptedLater(work);
  if (outcome.ok) return outcome.value;
  throw errorResponse(outcome.error);
}

export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: WorkbenchError };

/** For actions: an expected failure comes back, to be told at the form; a defect is thrown. */
export function attempted<T>(work: () => T): Attempt<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (isWorkbenchError(error)) return { ok: false, error };
    throw error;
  }
}

/** The same for work that takes its time. */
export async function attemptedLater<T>(work: Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    if (isWorkbenchError(error)) return { ok: false, error };
    throw error;
  }
}
