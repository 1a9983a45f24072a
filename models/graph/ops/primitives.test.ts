import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../graph.ts';
import { difference, evaluate } from '../testing.ts';
import * as ops from './index.ts';

const goldens = new URL('../../../../shared/goldens/models/primitives/primitives.json', import.meta.url);

interface Primitives {
  readonly activations: Readonly<Record<string, number[]>>;
  readonly losses_and_norms: {
    readonly x: number[][];
    readonly weight: number[];
    readonly bias: number[];
    readonly labels: number[];
    readonly small_x_factor: number;
    readonly cross_entropy_mean: number;
    readonly cross_entropy_sum: number;
    readonly [table: string]: unknown;
  };
}

const vector = (values: readonly number[]) => ({ shape: [values.length], data: Float32Array.from(values) });

describe.skipIf(!existsSync(goldens))('operators against the reference (goldens/primitives)', () => {
  const read = () => JSON.parse(readFileSync(goldens, 'utf8')) as Primitives;

  it.each<[string, (x: Tensor) => Tensor]>([
    ['gelu', ops.gelu],
    ['gelu_new', ops.geluTanh],
    ['relu', ops.relu],
    ['tanh', ops.tanh],
    ['silu', ops.silu],
    ['sigmoid', ops.sigmoid],
  ])('%s', async (name, op) => {
    const { activations } = read();
    const result = await evaluate(([x]) => op(x!), { samples: [vector(activations.x!)] });
    expect(difference(result, activations[name]!)).toBeLessThan(1e-6);
  });

  const norms: readonly [string, number, boolean][] = [
    ['layer_norm_eps1e-5', 1e-5, false],
    ['layer_norm_eps1e-12', 1e-12, false],
    ['layer_norm_small_x_eps1e-5', 1e-5, true],
    ['layer_norm_small_x_eps1e-12', 1e-12, true],
    ['t5_rms_norm_eps1e-6', 1e-6, false],
    ['t5_rms_norm_small_x_eps1e-6', 1e-6, true],
  ];

  it.each(norms)('%s', async (name, epsilon, small) => {
    const { x, weight, bias, small_x_factor: factor, ...tables } = read().losses_and_norms;
    const data = Float32Array.from(x.flat().map((value) => value * (small ? factor : 1)));
    const samples = [{ shape: [3, 8], data }, vector(weight), vector(bias)];
    const result = await evaluate(
      ([t, scale, shift]) =>
        name.startsWith('t5')
          ? ops.rmsNorm(t!, { scale: scale!, epsilon })
          : ops.layerNorm(t!, { scale: scale!, bias: shift!, epsilon }),
      { samples },
    );
    expect(difference(result, (tables[name] as number[][]).flat())).toBeLessThan(5e-6);
  });

  it('cross-entropy and log-softmax', async () => {
    const { x, labels, ...tables } = read().losses_and_norms;
    const samples = [{ shape: [3, 8], data: Float32Array.from(x.flat()) }];
    const given = (t: Tensor) => t.graph.constant(labels, [3], 'int64');
    for (const reduction of ['mean', 'sum'] as const) {
      const loss = await evaluate(([t]) => ops.crossEntropy(t!, given(t!), { reduction }), { samples });
      expect(difference(loss, [tables[`cross_entropy_${reduction}`] as number])).toBeLessThan(1e-6);
    }
    const rows = await evaluate(([t]) => ops.logSoftmax(t!), { samples });
    expect(difference(rows, (tables.log_softmax as number[][]).flat())).toBeLessThan(1e-6);
  });
});
