import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { VerificationLine } from './report.ts';
import { verifyPrimitives } from './verify-primitives.ts';

/** Quantities and what came of them: true, false, or the reason why they were skipped. */
async function verdicts(golden: object): Promise<Record<string, boolean | string>> {
  const dir = mkdtempSync(join(tmpdir(), 'workbench-primitives-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'primitives.json'), JSON.stringify(golden));
  const lines: VerificationLine[] = [];
  for await (const line of verifyPrimitives(join(dir, 'primitives.json'), 'case')) lines.push(line);
  return Object.fromEntries(
    lines.map((line) => [line.quantity, 'pass' in line ? line.pass : line.skipped] as const),
  );
}

describe('verifyPrimitives on a file of other sizes and settings', () => {
  // One weight of 1 and one of 2, gradients 3 and 4 (norm 5), clipped to 2.5; at the first step Adam's moments are
  // corrected to g and |g|, so that without epsilon each weight moves by the learning rate.
  const clipped = { norm: 5, clipped_grad_b: [[1.5]], clipped_grad_c: [2] };
  const optimizers = {
    hyper: 'lr 0.1, betas 0.5/0.75, eps 1e-12, weight_decay 0.5 (torch_Adam: 0); clip_grad_norm 2.5',
    b0: [[1]],
    c0: [2],
    grads: [{ b: [[3]], c: [4] }],
    torch_AdamW: [{ ...clipped, b: [[1 * 0.95 - 0.1]], c: [2 * 0.95 - 0.1] }],
    torch_Adam: [{ ...clipped, b: [[0.9]], c: [1.9] }],
    hf_AdamW_correct_bias: [{ ...clipped, b: [[0.9 * 0.95]], c: [1.9 * 0.95] }],
    sgd: [{ ...clipped, b: [[0]], c: [0] }],
  };

  it('runs optimisers on whatever tensors there are', async () => {
    const found = await verdicts({ optimizers });
    expect(found['optimizers.sgd']).toMatch(/not known/);
    for (const form of ['torch_AdamW', 'torch_Adam', 'hf_AdamW_correct_bias'])
      for (const quantity of ['norm', 'clipped_grad_b', 'clipped_grad_c', 'b', 'c'])
        expect(found[`optimizers.${form}.0.${quantity}`], `${form} ${quantity}`).toBe(true);
    expect(Object.keys(found)).toHaveLength(16);
    const spoilt = { ...optimizers, torch_Adam: [{ ...clipped, b: [[0.9001]], c: [1.9] }] };
    expect((await verdicts({ optimizers: spoilt }))['optimizers.torch_Adam.0.b']).toBe(false);
  });

  it('reads schedules from their names', async () => {
    const found = await verdicts({
      lr_schedules: {
        base_lr: 4,
        note: 'at step 0, 1, …',
        constant_warmup2: [0, 2, 4, 4],
        linear_warmup1_total5: [0, 4, 3, 2, 1, 0, 0],
        cosine_warmup0_total2: [4, 2, 1],
        polynomial_total2: [4, 2, 0],
      },
    });
    expect(found).toEqual({
      'lr_schedules.constant_warmup2': true,
      'lr_schedules.linear_warmup1_total5': true,
      'lr_schedules.cosine_warmup0_total2': false,
      'lr_schedules.polynomial_total2': expect.stringMatching(/not offered/),
    });
  });

  it('reads the steps that logits go through from their names', async () => {
    const found = await verdicts({
      logits_processors: {
        logits: [[3, 1, -2, 2]],
        input_ids: [[0, 2, 0]],
        note: 'null = -inf',
        'temperature_0.5': [[6, 2, -4, 4]],
        top_k_2: [[3, null, null, 2]],
        'top_p_0.7': [[3, null, null, 2]],
        'temp2_top_k3_top_p0.6': [[1.5, null, null, 1]],
        repetition_penalty_2: [[1.5, 1, -4, 2]],
        no_repeat_ngram_2: [[3, 1, null, 2]],
        min_length_4_eos_1: [[3, null, -2, 2]],
        min_length_3_eos_1: [[3, 1, -2, 2]],
        'typical_p_0.5': [[3, 1, -2, 2]],
        transfertransfo_top_filtering: {
          note: 'logits / temperature 0.5 first',
          'top_k3_top_p0.0': [[6, 2, null, 4]],
          'top_k0_top_p0.5': [[6, 2, null, null]],
        },
      },
    });
    const { 'logits_processors.typical_p_0.5': typical, ...others } = found;
    expect(typical).toMatch(/not offered/);
    expect(Object.entries(others).filter(([, passed]) => passed !== true)).toEqual([
      ['logits_processors.transfertransfo_top_filtering.top_k0_top_p0.5', false],
    ]);
    expect(Object.keys(others)).toHaveLength(10);
  });

  it('computes norms and losses of any width', async () => {
    const root = Math.sqrt(1 + 0.25);
    const sum = Math.log(Math.exp(1) + Math.exp(3));
    const found = await verdicts({
      losses_and_norms: {
        x: [[1, 3]],
        small_x_factor: 0.5,
        weight: [2, 1],
        bias: [0, 5],
        'layer_norm_eps0.25': [[-2 / root, 1 / root + 5]],
        'layer_norm_small_x_eps0.25': [[-2 * Math.SQRT1_2, Math.SQRT1_2 + 5]],
        t5_rms_norm_eps4: [[2 / 3, 1]],
        labels: [1],
        cross_entropy_sum: sum - 3,
        cross_entropy_mean: sum - 2.9,
        log_softmax: [[1 - sum, 3 - sum]],
        label_smoothing: { torch: 1 },
      },
    });
    expect(found).toEqual({
      'losses_and_norms.layer_norm_eps0.25': true,
      'losses_and_norms.layer_norm_small_x_eps0.25': true,
      'losses_and_norms.t5_rms_norm_eps4': true,
      'losses_and_norms.cross_entropy_sum': true,
      'losses_and_norms.cross_entropy_mean': false,
      'losses_and_norms.log_softmax': true,
      'losses_and_norms.label_smoothing': expect.stringMatching(/not offered/),
    });
  });
});
