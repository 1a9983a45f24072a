import { expect, onTestFinished, test } from 'vitest';
import { failureOf } from '#tests/failure-of.ts';
import { forwardGraph } from '../architectures/forward-graph.ts';
import { modelInputs } from '../architectures/model-inputs.ts';
import { createModelClient } from '../client.ts';
import { logProbabilityOf } from '../decoding/log-softmax.ts';
import { randomModelFolder } from '../exemplars/testing.ts';
import { tinyCheckpoint, tinyIdentifiers } from '../generators/testing.ts';
import { openForward } from '../runtime/forward-session.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { openIdentifiers } from '../training/identifiers/open-identifiers.ts';
import { temporaryFolder } from '../training/testing.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { likelihoodForm } from './likelihood-form.ts';
import { Measurer } from './measurer.ts';
import { pieceCutter } from './piece-encoder.ts';

const context = [{ speaker: 'speaker', text: 'my dog ran away' }] as const;
const texts = ['Oh no, what happened?', 'I am so sorry about the exam.', 'yes'];
const measurer = new Measurer({ threads: 1 });

/** The states after the last layer, of one text alone. */
async function statesOf(dir: string, output: string, text: string): Promise<number[][]> {
  const { config, tensors } = loadModelCheckpoint(dir);
  const { graph, values } = forwardGraph(config);
  const session = await openForward({ graph, values: { state: values[output]! } }, tensors);
  const inputs = modelInputs(config, { input_ids: [pieceCutter(dir)(text)], decoder_input_ids: [[0]] });
  const { state } = await session.run(inputs as never, ['state']);
  await session.dispose();
  const [, time = 0, width = 0] = state!.shape;
  return Array.from({ length: time }, (_, at) => [...state!.data.slice(at * width, (at + 1) * width)]);
}

function greatest(rows: number[][], others: number[][]): number[] {
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const cosine = (a: number[], b: number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  return rows.map((row) => Math.max(...others.map((other) => cosine(row, other))));
}

test.each([
  ['bert', 'last_hidden_state'],
  ['t5 1.0', 'encoder_last_hidden_state'],
] as const)('the pieces of a %s match as its last states do, in any company', async (kind, output) => {
  const dir = randomModelFolder(kind);
  const pairs = texts.map((hypothesis, at) => ({ hypothesis, reference: texts[(at + 1) % 3]! }));
  const found = await measurer.measure({ kind: 'cosines', encoder: { dir, layer: 2 }, items: pairs });
  for (const [at, pair] of pairs.entries()) {
    const [hypothesis, reference] = [
      await statesOf(dir, output, pair.hypothesis),
      await statesOf(dir, output, pair.reference),
    ];
    const { hypothesis: ofHypothesis, reference: ofReference } = found[at] as never as Record<
      'hypothesis' | 'reference',
      { pieces: Int32Array; cosines: Float64Array }
    >;
    expect([...ofHypothesis.pieces]).toEqual(pieceCutter(dir)(pair.hypothesis));
    for (const [got, wanted] of [
      [ofHypothesis.cosines, greatest(hypothesis, reference)],
      [ofReference.cosines, greatest(reference, hypothesis)],
    ] as const)
      expect(Math.max(...wanted.map((value, i) => Math.abs(value - got[i]!)))).toBeLessThan(1e-5);
  }
});

test('a lower layer gives other cosines, and one that is not there is refused', async () => {
  const dir = randomModelFolder('bert');
  const items = [{ hypothesis: texts[0]!, reference: texts[1]! }];
  const at = async (layer: number) => {
    const [found] = await measurer.measure({ kind: 'cosines', encoder: { dir, layer }, items });
    return (found as { hypothesis: { cosines: Float64Array } }).hypothesis.cosines;
  };
  expect([...(await at(1))]).not.toEqual([...(await at(2))]);
  expect(await failureOf(at(3))).toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/layers 1 to 2, not 3/),
  });
});

test('a GPT without a dialogue’s form gives a text alone the probability of its logits, from its beginning on', async () => {
  const dir = tinyCheckpoint(temporaryFolder(), 'language model');
  expect(likelihoodForm(dir)).toBe('text');
  expect(likelihoodForm(tinyCheckpoint(temporaryFolder(), 'caire'))).toBe('caire');
  expect(likelihoodForm(tinyCheckpoint(temporaryFolder(), 't5'))).toBe('t5-sft');
  const { config, tensors } = loadModelCheckpoint(dir);
  const { graph, values } = forwardGraph(config);
  const session = await openForward({ graph, values: { logits: values.logits! } }, tensors);
  onTestFinished(() => session.dispose());
  const tokenizer = loadTokenizer(dir);
  const ids = [2, ...tokenizer.encode(texts[0]!, { addSpecialTokens: false })];
  const { logits } = await session.run(modelInputs(config, { input_ids: [ids] }) as never, ['logits']);
  const size = config.vocab_size;
  const wanted = ids
    .slice(1)
    .reduce((sum, id, at) => sum - logProbabilityOf(logits!.data.slice(at * size, (at + 1) * size), id), 0);
  const items = [texts[0]!, texts[1]!, ''].map((reply) => ({ context, reply: ` ${reply}` }));
  const found = await measurer.measure({ kind: 'likelihood', form: 'text', dir, items });
  expect(found[0]).toMatchObject({ tokens: ids.length - 1 });
  expect((found[0] as { negativeLogLikelihood: number }).negativeLogLikelihood).toBeCloseTo(wanted, 3);
  expect(found[2]).toEqual({ negativeLogLikelihood: 0, tokens: 0 });
  const long = [{ context, reply: texts[1]!.repeat(40) }];
  expect(
    await failureOf(measurer.measure({ kind: 'likelihood', form: 'text', dir, items: long })),
  ).toMatchObject({
    code: 'too-large',
  });
});

test('a process of the pool measures what the models say here, and stops where it is told to', async () => {
  const folder = temporaryFolder();
  const dir = tinyIdentifiers(folder);
  const identifiers = await openIdentifiers(dir, { threads: 1 });
  onTestFinished(() => identifiers.dispose());
  const client = createModelClient({ cacheDir: folder, processes: 1, identifiers: null });
  onTestFinished(() => client.close());
  const items = texts.map((reply) => ({ context, reply }));
  const found = await client.measure({ kind: 'levels', dir, items });
  expect(found).toEqual(
    await identifiers.levels(texts.map((response) => ({ context: context[0].text, response }))),
  );
  const stop = new AbortController();
  const many = Array.from({ length: 5000 }, () => items).flat();
  const stopped = client.measure({ kind: 'levels', dir, items: many }, stop.signal);
  setTimeout(() => stop.abort(), 50);
  expect(await failureOf(stopped)).toMatchObject({ code: 'interrupted' });
  expect(await failureOf(client.measure({ kind: 'levels', dir: `${dir}-gone`, items }))).toMatchObject({
    code: 'bad-input',
  });
});
