import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkpointWeights } from '#models/runtime/model-trainer.ts';
import { createSession } from '#models/runtime/session.ts';
import { createTrainer } from '#models/runtime/trainer.ts';
import { type DialogueExample, dialogueBatch } from '#models/training/objectives/transfertransfo-input.ts';
import { loadModelCheckpoint, type ModelCheckpoint } from '#models/weights/load-model-checkpoint.ts';
import { writeCheckpoint } from '#models/weights/write-checkpoint.ts';
import { serialise } from '../graph/serialise.ts';
import { buildDoubleHeads, doubleHeadsConfig } from './double-heads.ts';
import { doubleHeadsInputs } from './double-heads-inputs.ts';
import { doubleHeadsLoss } from './double-heads-loss.ts';
import { seededDropout } from './seeded-dropout.ts';
import { randomCheckpoint, tinyConfigs } from './testing.ts';

const tokens = { bos: 18, eos: 19, speaker1: 20, speaker2: 21, pad: 22 };
const emotion_labels = ['joyful', 'sad', 'afraid', 'proud'];
const raw = {
  gpt2: { ...tinyConfigs.gpt2, architectures: ['GPT2DoubleHeadsModel'], n_positions: 24, emotion_labels },
  'openai-gpt': {
    ...tinyConfigs['openai-gpt'],
    architectures: ['OpenAIGPTDoubleHeadsModel'],
    n_positions: 24,
    emotion_labels,
  },
};
const kinds = ['gpt2', 'openai-gpt'] as const;

/** Every output on a batch of dialogues. */
async function run(checkpoint: ModelCheckpoint, examples: readonly DialogueExample[]) {
  const config = doubleHeadsConfig(checkpoint.config);
  const heads = buildDoubleHeads(config);
  const losses = doubleHeadsLoss(heads, { languageModel: 2, multipleChoice: 1, emotion: 3 });
  heads.graph.output(heads.mcLogits, 'choice');
  heads.graph.output(heads.emotionLogits!, 'emotion');
  heads.graph.output(losses.total, 'total');
  heads.graph.output(losses.languageModel, 'lm');
  heads.graph.output(losses.multipleChoice, 'mc');
  heads.graph.output(losses.emotion!, 'felt');
  const session = await createSession(serialise(heads.graph, { weights: 'inputs' }), { threads: 1 });
  const feeds = { ...Object.fromEntries(checkpointWeights(checkpoint)) };
  const found = await session.run({
    ...feeds,
    ...doubleHeadsInputs(config, dialogueBatch(examples, tokens)),
  });
  await session.dispose();
  return (name: string) => [...found[name]!.data];
}

const utterance = fc.array(fc.nat(17), { minLength: 1, maxLength: 3 });
const context = fc.record({
  persona: fc.array(utterance, { maxLength: 1 }),
  history: fc.array(utterance, { minLength: 1, maxLength: 3 }),
});

describe.each(kinds)('two heads and an emotion head on %s', (kind) => {
  const checkpoint = randomCheckpoint(raw[kind]);

  it('tells the emotion from the context alone: another reply changes no digit of it', async () => {
    const changed: boolean[] = [];
    await fc.assert(
      fc.asyncProperty(context, utterance, utterance, async (dialogue, reply, other) => {
        // Both filled to one length, so that nothing but the reply differs.
        const long = { ...dialogue, candidates: [[1, 2, 3, 4]], gold: 0 };
        const [one, two] = await Promise.all(
          [reply, other].map((text) => run(checkpoint, [{ ...dialogue, candidates: [text], gold: 0 }, long])),
        );
        expect(one!('emotion')).toEqual(two!('emotion'));
        changed.push(one!('choice')[0] !== two!('choice')[0]);
      }),
      { numRuns: 6 },
    );
    expect(changed).toContain(true);
  });

  it('tells another emotion of another context', async () => {
    const emotionOf = async (last: number) =>
      (await run(checkpoint, [{ persona: [], history: [[last]], candidates: [[5]], gold: 0 }]))('emotion');
    expect(await emotionOf(3)).not.toEqual(await emotionOf(4));
  });

  it('weighs the losses, and leaves out emotions that are not known', async () => {
    const example = { persona: [[1]], history: [[2, 3]], candidates: [[4], [5, 6]], gold: 1 };
    const one = await run(checkpoint, [{ ...example, emotion: 2 }]);
    const [lm, mc, felt] = ['lm', 'mc', 'felt'].map((name) => one(name)[0]!);
    expect(one('total')[0]).toBeCloseTo(2 * lm! + mc! + 3 * felt!, 4);
    const [a, b] = one('choice');
    expect(mc).toBeCloseTo(Math.log(1 + Math.exp(a! - b!)), 5);
    const sum = one('emotion').reduce((total, value) => total + Math.exp(value), 0);
    expect(felt).toBeCloseTo(Math.log(sum) - one('emotion')[2]!, 5);
    const both = await run(checkpoint, [{ ...example, emotion: 2 }, example]);
    expect(both('felt')[0]).toBeCloseTo(felt!, 5);
    const none = await run(checkpoint, [example]);
    expect(none('felt')[0]).toBeCloseTo(0, 12);
  });

  it('gives an example the same numbers beside a longer one', async () => {
    const short = { persona: [[1]], history: [[2, 3]], candidates: [[4], [5, 6]], gold: 1 };
    const longer = { ...short, history: [[2], [3, 4, 5], [6, 7]], gold: 0 };
    const [alone, beside] = [await run(checkpoint, [short]), await run(checkpoint, [longer, short])];
    for (const [name, width] of Object.entries({ choice: 2, emotion: 4 }))
      alone(name).forEach((value, i) => {
        expect(beside(name)[width + i]).toBeCloseTo(value, 5);
      });
  });

  it('is loaded from a folder with its heads, which a language model leaves aside', () => {
    const dir = join(mkdtempSync(join(tmpdir(), 'workbench-heads-')), 'model');
    onTestFinished(() => rmSync(join(dir, '..'), { recursive: true, force: true }));
    writeCheckpoint(dir, { config: raw[kind], tensors: checkpoint.tensors });
    const loaded = loadModelCheckpoint(dir);
    for (const name of ['multiple_choice_head.summary.weight', 'emotion_head.weight', 'emotion_head.bias'])
      expect(loaded.tensors.get(name)!.read()).toEqual(checkpoint.tensors.get(name)!.read());
    const head = kind === 'gpt2' ? 'GPT2LMHeadModel' : 'OpenAIGPTLMHeadModel';
    const bare = loadModelCheckpoint(dir, { head });
    expect([...bare.tensors.keys()].filter((name) => name.includes('_head.'))).toEqual([]);
  });

  it('trains every weight with dropout, the same way from the same seed', async () => {
    const config = doubleHeadsConfig(checkpoint.config);
    const feeds = doubleHeadsInputs(
      config,
      dialogueBatch(
        [{ persona: [[1]], history: [[2, 3]], candidates: [[4], [5, 6]], gold: 1, emotion: 2 }],
        tokens,
      ),
    );
    const trained = async (seed: number) => {
      const heads = buildDoubleHeads(config, seededDropout);
      const { total } = doubleHeadsLoss(heads, { languageModel: 1, multipleChoice: 1, emotion: 1 });
      const parameters = checkpointWeights(checkpoint);
      const trainer = await createTrainer({ graph: heads.graph, loss: total, parameters, seed, threads: 1 });
      const before = await trainer.evaluate(feeds);
      for (let step = 0; step < 4; step++) await trainer.step(feeds, 0.01);
      const after = await trainer.evaluate(feeds);
      const weights = [...trainer.parameters].map(([name, values]) => [name, [...values]] as const);
      await trainer.dispose();
      return { before, after, weights };
    };
    const [one, again, other] = [await trained(1), await trained(1), await trained(2)];
    expect(one.after.loss).toBeLessThan(one.before.loss);
    expect(one.weights).toEqual(again.weights);
    expect(one.weights).not.toEqual(other.weights);
    for (const [name, values] of one.weights)
      expect(values, name).not.toEqual([...checkpoint.tensors.get(name)!.read()]);
  });
});

describe('what two heads refuse', () => {
  it('a class without them, a summary that is read elsewhere, and a loss without its head', () => {
    expect(() => doubleHeadsConfig(randomCheckpoint(tinyConfigs.gpt2).config)).toThrow(/GPT2LMHeadModel/);
    const last = randomCheckpoint({ ...raw.gpt2, summary_type: 'last' }).config;
    expect(() => doubleHeadsConfig(last)).toThrow(/cls_index/);
    const { emotion_labels: _, ...plain } = raw.gpt2;
    const heads = buildDoubleHeads(randomCheckpoint(plain).config);
    expect(heads.emotionLogits).toBeUndefined();
    expect(() => doubleHeadsLoss(heads, { languageModel: 1, multipleChoice: 1, emotion: 1 })).toThrow(
      /emotion_labels/,
    );
  });

  it('ids outside the vocabulary and dialogues longer than the model', () => {
    const config = doubleHeadsConfig(randomCheckpoint(raw.gpt2).config);
    const inputs = (history: number[]) =>
      doubleHeadsInputs(
        config,
        dialogueBatch([{ persona: [], history: [history], candidates: [[1]], gold: 0 }], tokens),
      );
    expect(() => inputs([23])).toThrow(/holds 23/);
    expect(() => inputs(Array.from({ length: 30 }, () => 1))).toThrow(/the model has 24/);
  });
});
