import { isWorkbenchError } from '#lib/errors.ts';
import { ApiError, asApiError } from './api-error.ts';

/** Of folders and files of this machine, which are no business of who has a token. */
const path = /(^|[\s"'(])(\/|[A-Z]:\\)\S/;

/**
 * What is told of what a model threw. The request was found to be in order before, so what is wrong then is wrong here:
 * a checkpoint that has gone or was damaged since the model was registered.
 */
export function modelFault(model: string, error: unknown): unknown {
  if (!isWorkbenchError(error)) return error;
  const { code, status, message } = error;
  const isOfHere = status < 500 && code !== 'too-large' && code !== 'interrupted';
  return isOfHere || path.test(message) ? unusableModel(model, error) : error;
}

/** @param cause for the log */
export function unusableModel(model: string, cause: unknown): ApiError {
  return new ApiError({
    status: 503,
    message: `The model '${model}' cannot be run here at present. Who runs the workbench finds the reason in its log.`,
    type: 'server_error',
    param: 'model',
    code: 'unavailable',
    headers: isWorkbenchError(cause) && cause.status >= 500 ? asApiError(cause).headers : {},
    cause,
  });
}
