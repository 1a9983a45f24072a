import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSession } from '#models/runtime/session.ts';
import { type AdamWOptions, adamW } from './adamw.ts';
import { Graph } from './graph.ts';
import { serialise } from './serialise.ts';

const goldens = new URL('../../../shared/goldens/models/primitives/primitives.json', import.meta.url);

interface Step {
  readonly norm: number;
  readonly w: readonly number[];
  readonly m: readonly (readonly number[])[];
}

interface Optimisers extends Readonly<Record<string, unknown>> {
  readonly w0: number[];
  readonly m0: number[][];
  readonly grads: readonly { readonly w: number[]; readonly m: number[][] }[];
}

/** The weights after each step on given gradients. */
async function steps(
  { w0, m0, grads }: Optimisers,
  { weightDecay, ...options }: AdamWOptions & { readonly weightDecay: number },
): Promise<Step[]> {
  const graph = new Graph();
  const shapes = { w: [w0.length], m: [m0.length, m0[0]!.length] };
  const trained = Object.entries(shapes).map(([name, shape]) => ({
    parameter: graph.parameter(name, shape),
    gradient: graph.input(`gradient ${name}`, 'float32', shape),
    weightDecay,
  }));
  adamW(graph, trained, { betas: [0.9, 0.99], epsilon: 1e-4, maxNorm: 1, ...options });
  const session = await createSession(serialise(graph, { weights: 'inputs' }), { threads: 1 });
  const flat = { w: w0, m: m0.flat() };
  let state: Record<string, Float32Array> = {};
  for (const [name, values] of Object.entries(flat)) {
    state[name] = Float32Array.from(values);
    state[`m:${name}`] = new Float32Array(values.length);
    state[`v:${name}`] = new Float32Array(values.length);
  }
  const found: Step[] = [];
  for (const [i, { w, m }] of grads.entries()) {
    const gradients = { 'gradient w': w, 'gradient m': m.flat() };
    const results = await session.run({ ...state, ...gradients, learning_rate: [0.01], step: [i + 1] });
    state = Object.fromEntries(
      Object.keys(state).map((name) => [name, results[`next:${name}`]!.data as Float32Array]),
    );
    found.push({ norm: results.gradient_norm!.data[0]!, w: [...state.w!], m: [[...state.m!]] });
  }
  await session.dispose();
  return found;
}

const variants: readonly [string, AdamWOptions & { readonly weightDecay: number }][] = [
  ['torch_AdamW', { weightDecay: 0.1 }],
  ['torch_Adam', { weightDecay: 0, form: 'adam' }],
  ['torch_Adam_l2', { weightDecay: 0.1, form: 'adam' }],
  ['hf_AdamW_correct_bias', { weightDecay: 0.1, form: 'huggingface' }],
  ['hf_AdamW_no_correct_bias', { weightDecay: 0.1, form: 'huggingface', correctBias: false }],
];

describe.skipIf(!existsSync(goldens))('AdamW against the reference optimisers (goldens/primitives)', () => {
  it.each(variants)('%s gives the same weights after every step', async (name, options) => {
    const { optimizers } = JSON.parse(readFileSync(goldens, 'utf8')) as { optimizers: Optimisers };
    const expected = optimizers[name] as readonly Step[];
    const found = await steps(optimizers, options);
    expect(found.length).toBe(expected.length);
    for (const [i, step] of expected.entries()) {
      expect(Math.abs(found[i]!.norm / step.norm - 1)).toBeLessThan(1e-6);
      const [ours, theirs] = [
        [...found[i]!.w, ...found[i]!.m.flat()],
        [...step.w, ...step.m.flat()],
      ];
      theirs.forEach((value, j) => {
        expect(Math.abs(ours[j]! - value)).toBeLessThan(1e-6 * (1 + Math.abs(value)));
      });
    }
  });
});

describe('AdamW', () => {
  // One weight of 1, gradient 3, clipped to norm 1; first step: m = 0.1, v = 0.001, both corrected to 1.
  const lone = { w0: [1], m0: [[0]], grads: [{ w: [3], m: [[0]] }] };

  it('steps by the learning rate at first, after decay, on a clipped gradient', async () => {
    const [step] = await steps(lone, { weightDecay: 0.5, betas: [0.9, 0.999], epsilon: 0.25 });
    expect(step!.norm).toBe(3);
    expect(step!.w[0]).toBeCloseTo(1 - 0.01 * 0.5 - 0.01 / 1.25, 6);
  });

  it('steps by a share of each parameter’s own size where asked, and by a thousandth of it for one of zeros', async () => {
    const pair = { w0: [3, -4], m0: [[0]], grads: [{ w: [3, 3], m: [[3]] }] };
    const [step] = await steps(pair, { weightDecay: 0, betas: [0.9, 0.999], epsilon: 0, stepSize: 'rms' });
    const size = Math.sqrt((9 + 16) / 2);
    expect(step!.w[0]).toBeCloseTo(3 - 0.01 * size, 6);
    expect(step!.w[1]).toBeCloseTo(-4 - 0.01 * size, 6);
    expect(step!.m[0]![0]).toBeCloseTo(-0.01 * 1e-3, 9);
  });

  it('decays after the step and adds epsilon before correction in the Hugging Face form', async () => {
    const [step] = await steps(lone, {
      weightDecay: 0.5,
      betas: [0.9, 0.999],
      epsilon: 0.25,
      form: 'huggingface',
    });
    const stepped = 1 - (0.01 * (Math.sqrt(0.001) / 0.1) * 0.1) / (Math.sqrt(0.001) + 0.25);
    expect(step!.w[0]).toBeCloseTo(stepped * (1 - 0.005), 6);
  });

  it('refuses to leave bias correction out elsewhere', () => {
    const graph = new Graph();
    const parameter = graph.parameter('w', [1]);
    const trained = [{ parameter, gradient: parameter, weightDecay: 0 }];
    expect(() => adamW(graph, trained, { correctBias: false })).toThrow('Hugging Face');
    expect(() => adamW(new Graph(), [])).toThrow('no parameter');
  });
});
