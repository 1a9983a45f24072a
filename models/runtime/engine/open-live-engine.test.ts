import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { randomCheckpoint, tinyConfigs } from '../../architectures/testing.ts';
import { decodingSettings } from '../../decoding/decoding-settings.ts';
import { checkpointWeights } from '../model-trainer.ts';
import { openEngine } from './open-engine.ts';
import { openLiveEngine } from './open-live-engine.ts';

const sampled = { maxNewTokens: 8, doSample: true, topK: 5, logProbabilities: true };
const settings = decodingSettings(sampled);
const prompts = [[2, 3, 4], [5], [6, 7, 8, 9, 10]];

function temporaryCache(): string {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe.each(['t5 1.0', 't5 1.1', 'gpt2', 'openai-gpt'] as const)('a live engine of %s', (kind) => {
  it('says what an engine of the same weights says, also after the weights have changed', async () => {
    const raw = {
      ...tinyConfigs[kind],
      ...(kind.startsWith('t5') ? { decoder_start_token_id: 0 } : { n_positions: 96 }),
    };
    const first = randomCheckpoint(raw, 1);
    const second = randomCheckpoint(raw, 2);
    const parameters = checkpointWeights(first);
    const live = await openLiveEngine({ config: first.config, parameters, threads: 1 });
    for (const checkpoint of [first, second]) {
      for (const [name, values] of checkpointWeights(checkpoint)) parameters.set(name, values);
      const fixed = await openEngine(checkpoint, { cacheDir: temporaryCache(), threads: 1, prefixBytes: 0 });
      const ask = (engine: typeof live) =>
        Promise.all(prompts.map((prompt, request) => engine.generate({ prompt, settings, request })));
      const [expected, found] = [await ask(fixed), await ask(live)];
      await fixed.dispose();
      expect(found.map(({ tokens }) => tokens)).toEqual(expected.map(({ tokens }) => tokens));
      for (const [row, { logProbabilities }] of found.entries())
        for (const [step, value] of logProbabilities.entries())
          expect(value).toBeCloseTo(expected[row]?.logProbabilities[step] ?? Number.NaN, 5);
    }
    await live.dispose();
  });
});
