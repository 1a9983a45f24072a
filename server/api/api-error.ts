import { isWorkbenchError, type WorkbenchError } from '#lib/errors.ts';

interface ApiFault {
  readonly status: number;
  readonly message: string;
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the log is told beside; nobody else. */
  readonly cause?: unknown;
}

/** A refusal in the form of the OpenAI API. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: {
    readonly error: {
      readonly message: string;
      readonly type: string;
      readonly param: string | null;
      readonly code: string | null;
    };
  };
  readonly headers: Readonly<Record<string, string>>;

  constructor({
    status,
    message,
    type = 'invalid_request_error',
    param = null,
    code = null,
    headers = {},
    cause,
  }: ApiFault) {
    super(message, { cause });
    this.name = 'ApiError';
    this.status = status;
    this.body = { error: { message, type, param, code } };
    this.headers = headers;
  }
}

/** Seconds after which what was refused for want of room may be tried again, where nobody knows better. */
const usualPause = 2;

/** What is told of anything thrown; a defect tells nothing of itself. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isWorkbenchError(error)) return ofWorkbench(error);
  return (
    ofBodyParser(error) ??
    new ApiError({
      status: 500,
      message: 'The server had an error. Its log has the details.',
      type: 'server_error',
    })
  );
}

function ofWorkbench({ message, status, code, details }: WorkbenchError): ApiError {
  if (code === 'too-large') return new ApiError({ status: 400, message, code: 'context_length_exceeded' });
  if (code === 'not-found') return new ApiError({ status, message, code: 'model_not_found' });
  if (status < 500 && code !== 'interrupted') return new ApiError({ status, message });
  const pause = Number(details.retryAfterSeconds ?? usualPause);
  return new ApiError({
    status: 503,
    message,
    type: 'server_error',
    code: pause > 0 && details.retryAfterSeconds !== undefined ? 'server_busy' : 'unavailable',
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(pause))) },
  });
}

/** What express.json throws: an error with a type of its own. */
function ofBodyParser(error: unknown): ApiError | undefined {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.parse.failed' || type === 'encoding.unsupported' || type === 'charset.unsupported')
    return new ApiError({ status: 400, message: 'The body of the request is not JSON that can be read.' });
  if (type === 'entity.too.large')
    return new ApiError({ status: 413, message: 'The body of the request is too large.' });
  if (type === 'request.aborted' || type === 'request.size.invalid')
    return new ApiError({ status: 400, message: 'The body of the request did not come whole.' });
  return undefined;
}
