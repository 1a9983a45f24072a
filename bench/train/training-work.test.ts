import { describe, expect, it } from 'vitest';
import { parseModelConfig } from '#models/weights/configs.ts';
import { trainingModels } from './training-models.ts';
import { trainingWork } from './training-work.ts';

describe('the work of a training step', () => {
  it('of a decoder is 6 × parameters × tokens, and its attention', () => {
    const model = trainingModels['gpt-4'];
    const work = trainingWork(parseModelConfig(model.config, 'config.json'), model);
    expect(work.tokens).toBe(2048);
    expect(work.parameters).toBe(5_272_576);
    expect(work.operations).toBe(6 * work.parameters * 2048 + 12 * 4 * 32 * 64 * 64 * 256);
  });

  it('of an encoder and a decoder counts each weight with its own tokens', () => {
    const model = trainingModels['t5-4'];
    const config = parseModelConfig(model.config, 'config.json');
    const work = trainingWork(config, model);
    expect(work.operations).toBe(6 * work.parameters * 16 * 64 + 12 * 16 * 64 * 64 * 256 * 12);
    const longer = trainingWork(config, { ...model, source: 128 });
    const encoder = 4 * (4 * 256 * 256 + 2 * 256 * 1024 + 2 * 256) + 256 + 32 * 4;
    const crossKeys = 4 * 2 * 256 * 256;
    const attention = 256 * 4 * (128 * 128 - 64 * 64 + 64 * 64);
    expect(longer.operations - work.operations).toBe(
      6 * 16 * 64 * (encoder + crossKeys) + 12 * 16 * attention,
    );
  });

  it('keeps the largest model at ten million weights', () => {
    const model = trainingModels['gpt-10m'];
    const { parameters } = trainingWork(parseModelConfig(model.config, 'config.json'), model);
    expect(Math.round(parameters / 1e6)).toBe(10);
  });
});
