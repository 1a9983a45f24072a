import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDoubleHeads, doubleHeadsConfig } from '../architectures/double-heads.ts';
import { doubleHeadsInputs } from '../architectures/double-heads-inputs.ts';
import { logProbabilityOf } from '../decoding/log-softmax.ts';
import { openGraph } from '../runtime/graph-model.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { dialogueTokensOf } from '../training/language-model/dialogue-tokens.ts';
import { dialogueBatch } from '../training/objectives/transfertransfo-input.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { openCaire } from './caire.ts';
import { personaOf } from './caire-form.ts';
import { tinyCaire } from './testing.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-caire-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const texts = ['my dog ran away, i am so sad', 'oh no! when?', 'yesterday.'];

/** Logits of the reply and the emotions by the graph that CAiRE is trained with, without a cache. */
async function trained(dir: string, persona: readonly string[], reply: readonly number[]) {
  const checkpoint = loadModelCheckpoint(dir);
  const config = doubleHeadsConfig(checkpoint.config);
  const tokenizer = loadTokenizer(dir);
  const encode = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
  const example = { persona: persona.map(encode), history: texts.map(encode), candidates: [reply], gold: 0 };
  const { graph, logits, emotionLogits } = buildDoubleHeads(config);
  const values = { logits, ...(emotionLogits && { emotionLogits }) };
  const model = await openGraph({ graph, values, tensors: checkpoint.tensors }, { threads: 1 });
  const {
    labels: _,
    mc_labels: __,
    emotions: ___,
    ...feeds
  } = doubleHeadsInputs(config, dialogueBatch([example], dialogueTokensOf(tokenizer)));
  const found = await model.run(feeds as never);
  await model.dispose();
  return {
    logits: found.logits!.data as Float32Array,
    emotions: found.emotionLogits!.data as Float32Array,
    labels: config.emotion_labels!,
    vocabulary: config.vocab_size,
  };
}

test.each<[string[] | undefined]>([[undefined], [[]], [['i like dogs', 'i am a nurse']]])(
  'replies and emotions have the probabilities of the graph that was trained, with the persona %j',
  async (persona) => {
    const definition = { ...tinyCaire(folder), ...(persona && { persona }) };
    const options = { device: 'cpu', threads: 1, rows: 4, cacheDir: join(folder, 'compiled') };
    const caire = await openCaire(definition, options);
    const context = texts.map((text, index) => ({
      speaker: index % 2 === 0 ? ('speaker' as const) : ('listener' as const),
      text,
    }));
    const settings = { maxNewTokens: 7, minNewTokens: 7 };
    const reply = await caire.respond({ context, seed: 1, settings });
    await caire.dispose();

    const { config } = loadModelCheckpoint(definition.checkpoint);
    const sentences = personaOf({ persona }, config as never);
    const { logits, emotions, labels, vocabulary } = await trained(
      definition.checkpoint,
      sentences,
      reply.tokens,
    );
    const expected = reply.tokens.map((token, place) =>
      logProbabilityOf(logits.slice(place * vocabulary, (place + 1) * vocabulary), token),
    );
    for (const [place, value] of expected.entries())
      expect(reply.logProbabilities[place]).toBeCloseTo(value, 4);

    for (const { label, probability } of reply.details.emotion!)
      expect(Math.log(probability)).toBeCloseTo(logProbabilityOf(emotions, labels.indexOf(label)), 4);
  },
);
