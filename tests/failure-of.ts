import { isWorkbenchError, type WorkbenchError } from '#lib/errors.ts';

/** The expected failure of some work; fails where there is none, or a defect. */
export async function failureOf(work: Promise<unknown>): Promise<WorkbenchError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (isWorkbenchError(error)) return error;
  throw error ?? new Error('expected a failure, but there was none');
}
