import { EvaluationError } from './evaluation-error.ts';

/**
 * A result as JSON: typed arrays as arrays, maps as objects, non-finite numbers as the strings "NaN", "Infinity",
 * "-Infinity", a defined `Estimate` as its number. Fields that are undefined are left out.
 *
 * @throws `undefined` EvaluationError where the result holds an undefined Estimate
 */
export function encodeResult(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : encodeObject(value);
    default:
      throw new TypeError(`a result cannot hold a ${typeof value}`);
  }
}

function encodeObject(value: object): string {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)))
    return `[${Array.from(value as ArrayLike<unknown>, encodeResult).join(',')}]`;
  if (isEstimate(value)) {
    if (value.status === 'undefined') throw new EvaluationError('undefined', `undefined: ${value.reason}`);
    return encodeResult(value.value);
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const parts = entries.flatMap(([name, field]) =>
    field === undefined ? [] : [`${JSON.stringify(String(name))}:${encodeResult(field)}`],
  );
  return `{${parts.join(',')}}`;
}

function isEstimate(
  value: object,
): value is { readonly status: 'defined' | 'undefined'; readonly value: number; readonly reason: string } {
  const { status } = value as { readonly status?: unknown };
  return (status === 'defined' && 'value' in value) || (status === 'undefined' && 'reason' in value);
}
