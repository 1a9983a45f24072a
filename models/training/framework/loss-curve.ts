import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { writeAtomically } from './write-atomically.ts';

/** A line of `loss.jsonl`: the means over the steps since the line before. */
export interface CurvePoint {
  readonly step: number;
  /** Of the whole training, including tokens that are no label. */
  readonly tokens: number;
  readonly loss: number;
  /** Parts of the loss and other figures the recipe asks for. */
  readonly metrics?: Readonly<Record<string, number>>;
  readonly validation?: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly tokensPerSecond: number;
}

/** The loss curve as data, a JSON line for each point. */
export interface LossCurve {
  append(point: CurvePoint): void;
}

/** Opens a curve after a step: lines past it were written by a run that was killed and come again. */
export function openLossCurve(path: string, step: number): LossCurve {
  const kept = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => stepOf(line) <= step)
    : [];
  writeAtomically(path, (partial) => writeFileSync(partial, kept.map((line) => `${line}\n`).join('')));
  return { append: (point) => appendFileSync(path, `${JSON.stringify(point)}\n`) };
}

/** Infinite for a line that a crash cut off. */
function stepOf(line: string): number {
  try {
    const { step } = JSON.parse(line) as { readonly step?: unknown };
    return typeof step === 'number' ? step : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
