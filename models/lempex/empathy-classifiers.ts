import { join } from 'node:path';
import { parametersOf } from '../architectures/forward-graph.ts';
import {
  buildEmpathyClassifier,
  type FirstPositionCheckpoint,
  firstPositionCheckpoint,
} from '../architectures/lempex-identifiers.ts';
import { textFeeds, textInput } from '../architectures/text-input.ts';
import { filledRows } from '../exemplars/encoder-frame.ts';
import { Graph } from '../graph/graph.ts';
import { openGraph } from '../runtime/graph-model.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { readCheckpoint } from '../weights/read-checkpoint.ts';
import { readT5Config } from '../weights/read-t5-config.ts';

/** LEMPEx's elements of empathy, which are EPITOME's mechanisms. */
export const elements = ['emotionalReaction', 'interpretation', 'exploration'] as const;
export type Element = (typeof elements)[number];

/** Whether each element is there: 1 for EPITOME's levels 1 and 2. */
export type ElementLabels = Readonly<Record<Element, 0 | 1>>;

/**
 * The classifier of an element from the folder that the stage `classifiers` of the recipe `lempex` writes.
 * @throws WorkbenchError `bad-input` that names the file at fault
 */
export function loadEmpathyClassifier(dir: string, element: Element): FirstPositionCheckpoint {
  const folder = join(dir, element);
  const config = readT5Config(join(folder, 'config.json'));
  return firstPositionCheckpoint(readCheckpoint(folder).tensors, config, 'classifier');
}

export interface EmpathyClassifiers {
  /** The likelier class of each element for each row of `exchangeTokens`. */
  labels(rows: readonly (readonly number[])[], onProgress?: (done: number) => void): Promise<ElementLabels[]>;
  dispose(): Promise<void>;
}

/** Places of a batch, filling included. */
const batchTokens = 4096;

/** Opens all three, on the same tokens. */
export async function openEmpathyClassifiers(
  checkpoints: Readonly<Record<Element, FirstPositionCheckpoint>>,
  options: SessionOptions = {},
): Promise<EmpathyClassifiers> {
  const models = await Promise.all(
    elements.map(async (element) => {
      const { config, outputs, tensors } = checkpoints[element];
      const graph = new Graph();
      const logits = buildEmpathyClassifier(config, parametersOf(graph), {
        text: textInput(graph, 'text'),
        levels: outputs,
      });
      return { element, config, model: await openGraph({ graph, values: { logits }, tensors }, options) };
    }),
  );
  const classesOf = async (rows: readonly (readonly number[])[]): Promise<ElementLabels[]> => {
    const found = rows.map(() => ({ emotionalReaction: 0, interpretation: 0, exploration: 0 }) as Writable);
    for (const { element, config, model } of models) {
      const filled = filledRows(rows, config.pad_token_id ?? 0);
      const { logits } = await model.run(textFeeds(config, 'text', filled));
      for (const [row, labels] of found.entries())
        labels[element] = Number(logits?.data[2 * row + 1]) > Number(logits?.data[2 * row]) ? 1 : 0;
    }
    return found;
  };
  return {
    labels: async (rows, onProgress) => {
      const found: ElementLabels[] = new Array(rows.length);
      const order = [...rows.keys()].sort((a, b) => (rows[a]?.length ?? 0) - (rows[b]?.length ?? 0) || a - b);
      for (let from = 0; from < order.length; ) {
        const length = rows[order[Math.min(order.length, from + 64) - 1] ?? 0]?.length ?? 1;
        const batch = order.slice(from, from + Math.max(1, Math.min(64, Math.floor(batchTokens / length))));
        const labels = await classesOf(batch.map((row) => rows[row] ?? []));
        for (const [place, row] of batch.entries()) found[row] = labels[place] as ElementLabels;
        from += batch.length;
        onProgress?.(from);
      }
      return found;
    },
    dispose: async () => {
      for (const { model } of models) await model.dispose();
    },
  };
}

type Writable = { -readonly [Name in Element]: 0 | 1 };
