import { describe, expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { freshValueHead, type PolicyConfig, policyBatch } from '#models/architectures/policy.ts';
import { randomCheckpoint, tinyConfigs } from '#models/architectures/testing.ts';
import { ppoLoss } from '../objectives/ppo-loss.ts';
import { emprlPpoSettings, type PpoSettings } from './ppo-settings.ts';
import { PpoTrainer } from './ppo-trainer.ts';

const settings: PpoSettings = { ...emprlPpoSettings, epochs: 2, miniBatch: 2, accumulation: 2 };

function optionsFor(kind: 'gpt2' | 't5 1.0', changes: Partial<PpoSettings> = {}) {
  const checkpoint = randomCheckpoint(tinyConfigs[kind]);
  const config = checkpoint.config as PolicyConfig;
  const reference = new Map([...checkpoint.tensors].map(([name, tensor]) => [name, tensor.read()]));
  const policy = new Map([...reference, ...freshValueHead(config, createRandom(1))]);
  return { config, policy, reference, settings: { ...settings, ...changes }, seed: 1, threads: 1 };
}

const rollouts = [
  { query: [3, 4, 5], response: [0, 7, 8, 1] },
  { query: [6], response: [0, 9, 1] },
  { query: [2, 3], response: [0, 5, 6, 7, 8] },
  { query: [9, 8, 7, 6], response: [0, 4, 1] },
];
const scores = [0.1, 0.9, 0.4, 0.3];

describe('PpoTrainer', () => {
  it.each(['gpt2', 't5 1.0'] as const)(
    'starts %s at no divergence and at the loss of the arithmetic',
    async (kind) => {
      const trainer = await PpoTrainer.create(optionsFor(kind, { epochs: 1, miniBatch: 4, accumulation: 1 }));
      const {
        rollouts: scored,
        targets,
        updates,
      } = await trainer.step(rollouts, scores, { learningRate: 1e-3 });
      await trainer.dispose();
      expect(targets.meanKl).toBeCloseTo(0, 5);
      const pure = ppoLoss(
        {
          ...targets,
          ...scored,
          oldLogProbabilities: scored.logProbabilities,
          oldValues: targets.values,
          mask: scored.mask,
        },
        settings.clipping,
      );
      expect(updates).toHaveLength(1);
      expect(updates[0]?.loss).toBeCloseTo(pure.loss, 5);
      expect(updates[0]?.metrics.ratio).toBeCloseTo(1, 5);
      expect(updates[0]?.taken).toBe(true);
    },
  );

  it('goes on from a state exactly as it would have gone on', async () => {
    const options = optionsFor('t5 1.0');
    const first = await PpoTrainer.create(options);
    await first.step(rollouts, scores, { learningRate: 1e-2 });
    const state = first.state();
    const next = await first.step(rollouts, scores, { learningRate: 1e-2 });
    const second = await PpoTrainer.create(options);
    await second.restore(state);
    const again = await second.step(rollouts, scores, { learningRate: 1e-2 });
    expect(again).toEqual(next);
    expect([...second.parameters]).toEqual([...first.parameters]);
    await first.dispose();
    await second.dispose();
  });

  it('takes the same update whatever parts its rollouts are run in, where parts count by their tokens', async () => {
    const updated = async (miniBatch: number) => {
      const changes = { epochs: 1, miniBatch, accumulation: 4, passes: 'by-length' as const };
      const trainer = await PpoTrainer.create(optionsFor('t5 1.0', changes));
      const { updates } = await trainer.step(rollouts, scores, { learningRate: 1e-2 });
      const parameters = new Map(trainer.parameters);
      await trainer.dispose();
      return {
        loss: updates[0]?.loss ?? Number.NaN,
        norm: updates[0]?.gradientNorm ?? Number.NaN,
        parameters,
      };
    };
    const [whole, ...cut] = [await updated(4), await updated(3), await updated(1)];
    for (const { loss, norm, parameters } of cut) {
      expect(loss).toBeCloseTo(whole.loss, 5);
      expect(norm / whole.norm).toBeCloseTo(1, 4);
      for (const [name, values] of parameters)
        for (const [i, value] of values.entries())
          expect(Math.abs(value - (whole.parameters.get(name)?.[i] ?? Number.NaN))).toBeLessThan(2e-3);
    }
  });

  it.each(['gpt2', 't5 1.0'] as const)('holds %s to references that count beside', async (kind) => {
    const references = rollouts.map(({ query }) => ({ query, response: [0, 11, 12, 1] }));
    const trained = async (referenceWeight: number) => {
      const trainer = await PpoTrainer.create(optionsFor(kind, { referenceWeight }));
      for (let step = 0; step < 3; step++)
        await trainer.step(rollouts, scores, { learningRate: 1e-2, references });
      const found = await trainer.responseLogProbabilities(references);
      await trainer.dispose();
      return found.reduce((sum, value) => sum + value, 0);
    };
    expect(await trained(1)).toBeGreaterThan((await trained(0)) + 1);
  });

  it.each(['gpt2', 't5 1.0'] as const)(
    'starts %s at the cross-entropy of the references, whatever the parts',
    async (kind) => {
      const references = [3, 5, 2, 4].map((length, row) => ({
        query: rollouts[row]?.query ?? [],
        response: [0, ...new Array<number>(length).fill(11)],
      }));
      const begun = async (miniBatch: number, passes: PpoSettings['passes']) => {
        const accumulation = 4 / miniBatch;
        const trainer = await PpoTrainer.create(
          optionsFor(kind, { epochs: 1, miniBatch, accumulation, passes, referenceWeight: 0.5 }),
        );
        const before = await trainer.responseLogProbabilities(references);
        const { updates } = await trainer.step(rollouts, scores, { learningRate: 1e-2, references });
        await trainer.dispose();
        const tokens = references.reduce(
          (sum, { response }) => sum + response.length - (kind === 'gpt2' ? 0 : 1),
          0,
        );
        const crossEntropy = -before.reduce((sum, value) => sum + value, 0) / tokens;
        expect(updates[0]?.metrics.reference_loss).toBeCloseTo(crossEntropy, 4);
        return updates[0]?.gradientNorm ?? Number.NaN;
      };
      const whole = await begun(4, 'by-length');
      expect((await begun(2, 'by-length')) / whole).toBeCloseTo(1, 4);
      expect((await begun(1, 'by-length')) / whole).toBeCloseTo(1, 4);
      await begun(2, 'shuffled');
    },
  );

  it.each(['gpt2', 't5 1.0'] as const)('scores rollouts of %s alike, together or by length', async (kind) => {
    const scored = async (passes: PpoSettings['passes']) => {
      const trainer = await PpoTrainer.create(optionsFor(kind, { passes, miniBatch: 1 }));
      const found = await trainer.score(rollouts, scores);
      const likelihoods = await trainer.responseLogProbabilities(rollouts);
      await trainer.dispose();
      return { ...found, likelihoods };
    };
    const [together, apart] = [await scored('shuffled'), await scored('by-length')];
    expect(apart.mask).toEqual(together.mask);
    for (const [row, shown] of together.mask.entries()) {
      for (const [place, isShown] of shown.entries())
        for (const grid of ['logProbabilities', 'referenceLogProbabilities', 'values'] as const)
          if (isShown)
            expect(apart[grid][row]?.[place]).toBeCloseTo(together[grid][row]?.[place] ?? Number.NaN, 4);
      expect(apart.likelihoods[row]).toBeCloseTo(together.likelihoods[row] ?? Number.NaN, 4);
    }
    // All tokens count in a likelihood, also the first, which the mask of T5's updates hides.
    const sums = together.logProbabilities.map((row, at) => {
      const response = rollouts[at]?.response ?? [];
      const query = kind === 'gpt2' ? (rollouts[at]?.query.length ?? 0) - 1 : 0;
      const length = kind === 'gpt2' ? response.length : response.length - 1;
      return row.slice(query, query + length).reduce((sum, value) => sum + value, 0);
    });
    for (const [row, sum] of sums.entries()) expect(together.likelihoods[row]).toBeCloseTo(sum, 4);
  });

  it('shows the weights as they stand in one map, also where another trainer goes on without clipping', async () => {
    const trainer = await PpoTrainer.create(optionsFor('t5 1.0', { normClipping: 'first-update' }));
    const { parameters } = trainer;
    await trainer.step(rollouts, scores, { learningRate: 1e-2 });
    const held = trainer.state().trainer.parameters;
    expect([...parameters]).toEqual([...held]);
    await trainer.dispose();
  });

  it('counts only tokens of the answer, for either kind of model', () => {
    const gpt = policyBatch(optionsFor('gpt2').config, rollouts.slice(0, 2));
    expect(gpt.mask).toEqual([
      [0, 0, 1, 1, 1, 1, 0],
      [1, 1, 1, 0, 0, 0, 0],
    ]);
    const t5 = policyBatch(optionsFor('t5 1.0').config, rollouts.slice(0, 2));
    expect(t5.mask).toEqual([
      [1, 1, 1, 0],
      [1, 1, 0, 0],
    ]);
  });

  it('refuses scores or references of another number', async () => {
    const trainer = await PpoTrainer.create(optionsFor('gpt2'));
    await expect(trainer.step(rollouts, [1], { learningRate: 1e-3 })).rejects.toThrow(/as many scores/);
    await trainer.dispose();
    const held = await PpoTrainer.create(optionsFor('gpt2', { referenceWeight: 1 }));
    await expect(held.step(rollouts, scores, { learningRate: 1e-3 })).rejects.toThrow(/as many references/);
    await held.dispose();
  });
});
