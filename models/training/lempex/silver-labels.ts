import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FirstPositionCheckpoint } from '../../architectures/lempex-identifiers.ts';
import { folderHash } from '../../exemplars/folder-hash.ts';
import {
  type Element,
  type ElementLabels,
  elements,
  openEmpathyClassifiers,
} from '../../lempex/empathy-classifiers.ts';
import { exchangeTokens } from '../../lempex/identifier-text.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { writeAtomically } from '../framework/write-atomically.ts';
import type { LempexExample } from './lempex-examples.ts';

export interface SilverOptions {
  /** The folder of the classifiers. */
  readonly dir: string;
  readonly classifiers: Readonly<Record<Element, FirstPositionCheckpoint>>;
  readonly end: number;
  readonly maxLength: number;
  readonly context: TrainingContext;
}

/**
 * Which elements of empathy the classifiers see in the references: LEMPEx's silver labels. They are kept in `out/cache`
 * under the hash of the classifiers and the texts, since a training that goes on needs them again.
 */
export async function silverLabels(
  examples: readonly LempexExample[],
  { dir, classifiers, end, maxLength, context }: SilverOptions,
): Promise<ElementLabels[]> {
  const rows = examples.map(({ context: { ids }, target }) =>
    exchangeTokens({ context: ids.slice(0, -1), response: target.slice(0, -1) }, { end, maxLength }),
  );
  const folders = elements.map((element) => join(dir, element));
  const key = createHash('sha256')
    .update(await folderHash(folders))
    .update(JSON.stringify(rows))
    .digest('hex');
  const file = join(context.out, 'cache', `labels-${key}.txt`);
  if (existsSync(file)) {
    const kept = readFileSync(file, 'utf8');
    if (kept.length === rows.length) return [...kept].map(unpacked);
  }
  const { device, threads, progress } = context;
  const opened = await openEmpathyClassifiers(classifiers, {
    ...(device ? { device } : {}),
    ...(threads ? { threads } : {}),
  });
  const labels = await opened
    .labels(rows, (done) => progress({ message: 'Labelling references', done, total: rows.length }))
    .finally(() => opened.dispose());
  mkdirSync(join(context.out, 'cache'), { recursive: true });
  writeAtomically(file, (partial) => writeFileSync(partial, labels.map(packed).join('')));
  return labels;
}

/** A figure for each example, its bits the elements in their order. */
function packed(labels: ElementLabels): string {
  return String(elements.reduce((sum, element, bit) => sum + labels[element] * 2 ** bit, 0));
}

function unpacked(figure: string): ElementLabels {
  const bits = Number(figure);
  const entries = elements.map((element, bit) => [element, (bits >> bit) & 1] as const);
  return Object.fromEntries(entries) as unknown as ElementLabels;
}

/** The share of references that show each element. */
export function labelShares(labels: readonly ElementLabels[]): Readonly<Record<Element, number>> {
  const entries = elements.map((element) => {
    const shown = labels.reduce((sum, each) => sum + each[element], 0);
    return [element, shown / Math.max(1, labels.length)] as const;
  });
  return Object.fromEntries(entries) as Record<Element, number>;
}
