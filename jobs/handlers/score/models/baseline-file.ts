import { readFileSync } from 'node:fs';
import { WorkbenchError } from '#lib/errors.ts';

/**
 * What P, R and F of unrelated texts are at a layer, from a file as bert_score 0.3.13 brings them (`LAYER,P,R,F`).
 * @throws WorkbenchError `bad-input` where the file is not there, or has no such layer
 */
export function baselineOfLayer(path: string, layer: number): readonly [number, number, number] {
  const row = linesOf(path)
    .map((line) => line.split(/[,\t]/).map((field) => field.trim()))
    .find(([first]) => first === String(layer));
  const [, p, r, f] = (row ?? []).map(Number);
  const values = [p, r, f];
  if (values.every((value): value is number => value !== undefined && Number.isFinite(value) && value < 1))
    return values as unknown as readonly [number, number, number];
  throw new WorkbenchError(
    'bad-input',
    `${path} has no baseline of layer ${layer}: it needs a line LAYER,P,R,F that begins with ${layer}, with numbers below 1.`,
  );
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    throw new WorkbenchError('bad-input', `There is no baseline file ${path}, or it cannot be read.`);
  }
}
