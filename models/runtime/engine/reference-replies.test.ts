import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodingSettings } from '../../decoding/decoding-settings.ts';
import { paddedSequences } from '../../decoding/padded-sequences.ts';
import { loadModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import { openEngine } from './open-engine.ts';

const goldens = fileURLToPath(new URL('../../../../shared/goldens/models/models', import.meta.url));
const names = ['gpt2', 'openai-gpt', 't5-v1.0', 't5-v1.0-b8', 't5-v1.1'];

interface Beams {
  params: Record<string, unknown>;
  sequences: number[][];
  sequences_scores: number[];
}

interface Generation extends Record<string, unknown> {
  inputs: { input_ids: number[][]; attention_mask?: number[][] };
  eos_token_id: number;
  pad_token_id: number;
  max_new_tokens: number;
  greedy: { sequences: number[][]; token_logprobs: number[][] };
}

describe.skipIf(!existsSync(goldens))('replies of the reference', () => {
  it.each(names)('come back from one batch of greedy and beam searches: %s', async (name) => {
    const { generate } = JSON.parse(readFileSync(join(goldens, `${name}.json`), 'utf8')) as {
      generate: Generation;
    };
    const cacheDir = mkdtempSync(join(tmpdir(), 'engine-'));
    onTestFinished(() => rmSync(cacheDir, { recursive: true, force: true }));
    const checkpoint = loadModelCheckpoint(join(goldens, name));
    const engine = await openEngine(checkpoint, { cacheDir, threads: 1, rows: 24 });
    const { input_ids: ids, attention_mask: mask } = generate.inputs;
    const prompts = ids.map((row, index) => row.filter((_, place) => mask?.[index]?.[place] !== 0));
    const common = { maxNewTokens: generate.max_new_tokens, eosTokenIds: [generate.eos_token_id] };
    const searches = Object.entries(generate).filter(
      (entry): entry is [string, Beams] => (entry[1] as Partial<Beams>).params !== undefined,
    );
    expect(searches.length).toBeGreaterThan(0);
    const greedy = Promise.all(
      prompts.map((prompt) =>
        engine.generate({ prompt, settings: decodingSettings({ ...common, logProbabilities: true }) }),
      ),
    );
    const found = await Promise.all(
      searches.map(([, { params }]) =>
        Promise.all(
          prompts.map(async (prompt) => {
            const settings = decodingSettings({
              ...common,
              numBeams: params.num_beams,
              lengthPenalty: params.length_penalty,
              earlyStopping: params.early_stopping,
              numReturnSequences: params.num_return_sequences,
            });
            return (await engine.generate({ prompt, settings })).sequences!;
          }),
        ),
      ),
    );
    const replies = (sequences: number[][], each: number) =>
      sequences.map((row, index) =>
        row.slice(checkpoint.config.model_type === 't5' ? 1 : ids[Math.floor(index / each)]!.length),
      );
    const padded = (sequences: (readonly number[])[]) => paddedSequences(sequences, generate.pad_token_id);
    searches.forEach(([, { params, sequences, sequences_scores: scores }], index) => {
      const each = Number(params.num_return_sequences);
      const own = found[index]!.flat();
      expect(padded(own.map(({ tokens }) => tokens))).toEqual(padded(replies(sequences, each)));
      own.forEach(({ score }, at) => {
        expect(score).toBeCloseTo(scores[at]!, 4);
      });
    });
    const rows = await greedy;
    expect(padded(rows.map(({ tokens }) => tokens))).toEqual(padded(replies(generate.greedy.sequences, 1)));
    rows.forEach(({ logProbabilities }, index) => {
      logProbabilities.forEach((value, at) => {
        expect(value).toBeCloseTo(generate.greedy.token_logprobs[index]![at]!, 4);
      });
    });
    expect(engine.stats()).toMatchObject({ rows: 0, failed: 0 });
    await engine.dispose();
  });
});
