import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { drawClusters } from '#eval/statistics/cluster-bootstrap.ts';
import { createRandom } from '#lib/rng.ts';
import { replyEstimates } from './part-replies.ts';
import { readTestContexts, testContextsFile } from './test-contexts.ts';

const path = fileURLToPath(new URL(`../../../shared/data/${testContextsFile}`, import.meta.url));

test.skipIf(!existsSync(path))(
  'the figures of the published systems are those that their authors and others report',
  async () => {
    const tests = await readTestContexts(path, null);
    expect(tests).toMatchObject({ dialogues: 2544, reproduced: 5242 });
    expect(tests.contexts).toHaveLength(5255);
    const draws = drawClusters(tests.dialogues, { random: createRandom(1), resamples: 1 });
    const figuresOf = (name: string) => {
      const texts = tests.contexts.map(({ published }) => published[name]!);
      const { bleu, distinct1, distinct2, length } = replyEstimates({ tests, draws }, texts);
      return [distinct1, distinct2, ...bleu, length].map(({ value }) => value.toFixed(2));
    };
    // Distinct-1, Distinct-2, BLEU-1 to 4 and length as counted on MIME's and MoEL's own files.
    expect(figuresOf('mime_topk')).toEqual(['0.64', '4.29', '19.12', '7.73', '3.42', '1.76', '13.35']);
    expect(figuresOf('mime_greedy')).toEqual(['0.32', '1.24', '21.83', '9.61', '4.78', '2.76', '13.92']);
    expect(figuresOf('moel')).toEqual(['0.62', '2.89', '17.97', '8.17', '4.53', '2.90', '11.45']);
  },
);
