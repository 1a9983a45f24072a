import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { evalResources } from '../../cli/eval-resources.ts';
import { evaluateLine } from './evaluate-line.ts';
import { evaluations } from './table.ts';

/**
 * Answers of the field's own programs, read in place: they hold research-only text and are no part of the project.
 * `GOLDEN=agreement npx vitest run eval/protocol/golden.test.ts` runs one file.
 */
const folder = fileURLToPath(new URL('../../../shared/goldens/', import.meta.url));

type Tolerance = 'exact' | 'range' | { readonly abs?: number; readonly rel?: number };

interface GoldenCase {
  readonly id: string;
  readonly metric: string;
  readonly params?: unknown;
  readonly inputs: unknown;
  readonly expected: unknown;
  readonly tolerance: Tolerance;
  readonly tolerance_by_key?: Readonly<Record<string, number | Tolerance>>;
  readonly mc_slack?: number;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const read = (path: string): unknown => {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
};

const at = (value: unknown, pointer: string): unknown =>
  pointer
    .replace(/^[#/]+/, '')
    .split('/')
    .reduce((inner, key) => (inner as Json)[key], value);

/** Puts in what `$ref` and `$file` point to. */
function resolve(value: unknown, document: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => resolve(element, document));
  if (!isObject(value)) return value;
  if (typeof value.$ref === 'string') {
    const target = at(document, value.$ref);
    return resolve(
      Array.isArray(value.slice) ? (target as unknown[]).slice(...value.slice) : target,
      document,
    );
  }
  if (typeof value.$file === 'string') {
    const file = read(`${folder}${value.$file}`);
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, pointer]) =>
        name === '$file' ? [] : [[name, at(file, pointer as string)]],
      ),
    );
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(inner, document)]));
}

const nonFinite: Json = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};
const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'string' ? (nonFinite[value] as number) : undefined;

interface Rule {
  readonly tolerance: Tolerance;
  readonly byKey?: Readonly<Record<string, number | Tolerance>>;
  readonly slack: number;
}

/** What differs, or nothing. */
function difference(got: unknown, wanted: unknown, rule: Rule): string | undefined {
  if (rule.tolerance === 'range' && isObject(wanted) && 'mean' in wanted && 'sd' in wanted) {
    const [value, mean, sd] = [numberIn(got), wanted.mean as number, wanted.sd as number];
    return value !== undefined && Math.abs(value - mean) <= 5 * sd + rule.slack
      ? undefined
      : `: ${value} outside ${mean} ± 5 × ${sd}`;
  }
  if (isObject(wanted)) {
    if (!isObject(got)) return ': no object';
    for (const [name, inner] of Object.entries(wanted)) {
      if (!Object.hasOwn(got, name)) return `.${name}: missing`;
      const own = rule.byKey?.[name];
      const tolerance = own === undefined ? rule.tolerance : typeof own === 'number' ? { abs: own } : own;
      const found = difference(got[name], inner, { tolerance, slack: rule.slack });
      if (found) return `.${name}${found}`;
    }
    return undefined;
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(got) || got.length !== wanted.length) return ': another length';
    for (let i = 0; i < wanted.length; i++) {
      const found = difference(got[i], wanted[i], { tolerance: rule.tolerance, slack: rule.slack });
      if (found) return `[${i}]${found}`;
    }
    return undefined;
  }
  const [number, value] = [numberIn(wanted), numberIn(got)];
  if (number === undefined) return got === wanted ? undefined : ': another value';
  if (value === undefined) return ': no number';
  return isClose(value, number, rule.tolerance) ? undefined : `: ${value} is not ${number}`;
}

function isClose(value: number, wanted: number, tolerance: Tolerance): boolean {
  if (Object.is(value, wanted) || value === wanted) return true;
  const { abs = 0, rel = 0 } = typeof tolerance === 'string' ? {} : tolerance;
  return Math.abs(value - wanted) <= abs + rel * Math.abs(wanted);
}

function answerDiffers(golden: GoldenCase, document: unknown): string | undefined {
  const line = {
    id: golden.id,
    metric: golden.metric,
    params: resolve(golden.params ?? {}, document),
    inputs: resolve(golden.inputs, document),
  };
  const answer = JSON.parse(evaluateLine(JSON.stringify(line), { resources: evalResources() })) as Json;
  expect(answer.id).toBe(golden.id);
  const wanted = resolve(golden.expected, document);
  if (isObject(wanted) && 'error' in wanted) return 'error' in answer ? undefined : 'an error was expected';
  if ('error' in answer) return JSON.stringify(answer.error);
  return difference(answer.result, wanted, {
    tolerance: golden.tolerance,
    ...(golden.tolerance_by_key ? { byKey: golden.tolerance_by_key } : {}),
    slack: golden.mc_slack ?? 0,
  });
}

/** Of texts, with the weights of a published encoder, which are not at hand: the formulas are tested without. */
const needsModel: ReadonlySet<string> = new Set(['bertscore.score']);

const wanted = process.env.GOLDEN;
const files = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith('.json') && (!wanted || name.startsWith(wanted)))
  : [];

describe.skipIf(files.length === 0)('the reference numbers of ../shared/goldens come out', () => {
  for (const file of files) {
    const document = read(`${folder}${file}`) as { readonly cases: readonly GoldenCase[] };
    const metrics = new Map<string, GoldenCase[]>();
    for (const golden of document.cases)
      metrics.set(golden.metric, [...(metrics.get(golden.metric) ?? []), golden]);
    describe(file, () => {
      for (const [metric, cases] of metrics)
        test.skipIf(!Object.hasOwn(evaluations, metric) || needsModel.has(metric))(
          `${metric} (${cases.length} cases)`,
          { timeout: 600_000 },
          () => {
            const failures = cases.flatMap((golden) => {
              const found = answerDiffers(golden, document);
              return found === undefined ? [] : [`${golden.id} ${found}`];
            });
            expect(failures).toEqual([]);
          },
        );
    });
  }
});
