import { relativePositionBucket } from '../architectures/relative-position-buckets.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import { gelu, geluTanh, relu, silu } from '../graph/ops/activation.ts';
import { sigmoid, tanh } from '../graph/ops/elementwise.ts';
import { serialise } from '../graph/serialise.ts';
import { createSession, type SessionOptions } from '../runtime/session.ts';
import { compareExact, compareList } from './compare.ts';
import { readGolden } from './golden-files.ts';
import { compared, skipped, type VerificationLine } from './report.ts';
import { type ProcessorGoldens, verifyLogitsProcessors } from './verify-logits-processors.ts';
import { type NormAndLossGoldens, verifyNormsAndLosses } from './verify-norms-and-losses.ts';
import { type OptimiserGoldens, verifyOptimisers } from './verify-optimisers.ts';
import { verifySchedules } from './verify-schedules.ts';

interface PrimitiveGoldens {
  readonly activations?: Readonly<Record<string, readonly number[]>>;
  readonly t5_relative_position_buckets?: {
    readonly tables: readonly {
      readonly bidirectional: boolean;
      readonly num_buckets: number;
      readonly max_distance: number;
      readonly buckets: readonly number[];
    }[];
  };
  readonly [others: string]: unknown;
}

const activations: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  gelu,
  gelu_new: geluTanh,
  relu,
  tanh,
  silu,
  sigmoid,
};

/** The parts of the engine one by one, each through the code that models use; unknown ones are skipped by name. */
export async function* verifyPrimitives(
  file: string,
  name: string,
  options: SessionOptions = {},
): AsyncGenerator<VerificationLine> {
  for (const [key, value] of Object.entries(readGolden<PrimitiveGoldens>(file))) {
    if (key === 'meta') continue;
    if (key === 'activations')
      yield* await verifyActivations(name, value as Record<string, number[]>, options);
    else if (key === 't5_relative_position_buckets')
      yield* verifyBuckets(name, value as Required<PrimitiveGoldens>['t5_relative_position_buckets']);
    else if (key === 'optimizers') yield* verifyOptimisers(name, value as OptimiserGoldens, options);
    else if (key === 'lr_schedules') yield* verifySchedules(name, value as Record<string, unknown>);
    else if (key === 'logits_processors') yield* verifyLogitsProcessors(name, value as ProcessorGoldens);
    else if (key === 'losses_and_norms')
      yield* verifyNormsAndLosses(name, value as NormAndLossGoldens, options);
    else yield skipped(name, key, 'the verifier does not run this kind of reference yet');
  }
}

async function verifyActivations(
  name: string,
  { x, ...golden }: Readonly<Record<string, readonly number[]>>,
  options: SessionOptions,
): Promise<VerificationLine[]> {
  const known = Object.entries(activations).filter(([activation]) => golden[activation]);
  const graph = new Graph();
  const input = graph.input('x', 'float32', ['count']);
  for (const [activation, build] of known) graph.output(build(input), activation);
  const session = await createSession(serialise(graph, { weights: 'inputs' }), options);
  const found = await session.run({ x: x ?? [] });
  await session.dispose();
  return Object.entries(golden).map(([activation, expected]) => {
    const values = found[activation]?.data;
    return values
      ? compared(name, `activations.${activation}`, compareList([...values], expected))
      : skipped(name, `activations.${activation}`, 'this activation is not built here');
  });
}

function* verifyBuckets(
  name: string,
  { tables }: Required<PrimitiveGoldens>['t5_relative_position_buckets'],
): Generator<VerificationLine> {
  for (const {
    bidirectional,
    num_buckets: buckets,
    max_distance: maxDistance,
    buckets: expected,
  } of tables) {
    const farthest = (expected.length - 1) / 2;
    const options = { bidirectional, buckets, maxDistance };
    const found = expected.map((_, index) => relativePositionBucket(index - farthest, options));
    const side = bidirectional ? 'bidirectional' : 'causal';
    yield compared(
      name,
      `t5_relative_position_buckets.${side}.${buckets}/${maxDistance}`,
      compareExact(found, expected),
    );
  }
}
