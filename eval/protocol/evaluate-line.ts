import { nearNames } from '#lib/near-names.ts';
import { encodeResult } from './encode-result.ts';
import type { EvaluationTable, Resources } from './evaluation.ts';
import { EvaluationError } from './evaluation-error.ts';
import { Fields, fieldsOf } from './fields.ts';
import { evaluations } from './table.ts';

export interface LineOptions {
  readonly resources: Resources;
  /** Told of what can only be a fault of the program, with its stack. */
  readonly onDefect?: (error: unknown) => void;
  /** Default: all metrics. */
  readonly table?: EvaluationTable;
}

/**
 * Answers one line of the protocol of `workbench eval` with one line (without its end): `{"id", "result"}` or
 * `{"id", "error": {"code", "message"}}`. It never throws: whatever is wrong with a line is that line's answer.
 *
 * @param text a JSON object with `id`, `metric` and, where the metric takes them, `params` and `inputs`
 */
export function evaluateLine(text: string, options: LineOptions): string {
  let id = 'null';
  try {
    const line = parseLine(text);
    id = JSON.stringify(line.id ?? null);
    return `{"id":${id},"result":${evaluate(line, options)}}`;
  } catch (thrown) {
    return failureLine(id, asEvaluationError(thrown, options.onDefect));
  }
}

/** @param id as JSON */
export function failureLine(id: string, { code, message }: EvaluationError): string {
  return `{"id":${id},"error":${JSON.stringify({ code, message })}}`;
}

type Line = Readonly<Record<string, unknown>>;

const lineFields = ['id', 'metric', 'params', 'inputs'];

function parseLine(text: string): Line {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    throw new EvaluationError('bad-json', 'The line is not JSON.');
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line))
    throw new EvaluationError('bad-line', 'A line must be an object with id, metric, params and inputs.');
  return line as Line;
}

function evaluate(line: Line, { resources, table = evaluations }: LineOptions): string {
  const extra = Object.keys(line).find((name) => !lineFields.includes(name));
  if (extra !== undefined)
    throw new EvaluationError(
      'bad-line',
      `A line has only id, metric, params and inputs, not ${JSON.stringify(extra.slice(0, 60))}.`,
    );
  const { metric } = line;
  if (typeof metric !== 'string')
    throw new EvaluationError('bad-line', 'metric must be the name of a metric, as a string.');
  if (!Object.hasOwn(table, metric)) throw unknownMetric(metric, table);
  const params = line.params === undefined ? new Fields({}, 'params') : fieldsOf(line.params, 'params');
  const inputs = line.inputs === undefined ? new Fields({}, 'inputs') : fieldsOf(line.inputs, 'inputs');
  const result = table[metric]?.(params, inputs, resources);
  params.refuseUnread();
  inputs.refuseUnread();
  return encodeResult(result);
}

function unknownMetric(name: string, table: EvaluationTable): EvaluationError {
  const near = name.length > 100 ? [] : nearNames(name, Object.keys(table));
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return new EvaluationError(
    'unknown-metric',
    `There is no metric ${JSON.stringify(name.slice(0, 100))}.${hint}`,
  );
}

function asEvaluationError(
  thrown: unknown,
  onDefect: ((error: unknown) => void) | undefined,
): EvaluationError {
  if (thrown instanceof EvaluationError) return thrown;
  // Pure functions say by RangeError that what they were given is out of range; the engine has some of its own.
  if (
    thrown instanceof RangeError &&
    !/call stack|array length|string length|allocation/i.test(thrown.message)
  )
    return new EvaluationError('bad-input', thrown.message);
  onDefect?.(thrown);
  return new EvaluationError('defect', 'The program failed on this line, which is a fault of the program.');
}
