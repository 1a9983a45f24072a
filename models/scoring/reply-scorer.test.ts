import { expect, test } from 'vitest';
import { buildDoubleHeads, doubleHeadsConfig } from '../architectures/double-heads.ts';
import { doubleHeadsInputs } from '../architectures/double-heads-inputs.ts';
import { forwardGraph } from '../architectures/forward-graph.ts';
import { modelInputs } from '../architectures/model-inputs.ts';
import { logProbabilityOf } from '../decoding/log-softmax.ts';
import { personaOf } from '../generators/caire-form.ts';
import { tinyCheckpoint } from '../generators/testing.ts';
import { openGraph } from '../runtime/graph-model.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { dialogueTokensOf } from '../training/language-model/dialogue-tokens.ts';
import { dialogueBatch } from '../training/objectives/transfertransfo-input.ts';
import { temporaryFolder } from '../training/testing.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { openReplyScorer } from './open-reply-scorer.ts';
import type { ScoredExchange } from './scored-exchange.ts';

const texts = ['my dog ran away, i am so sad', 'oh no! when?', 'yesterday.'];
const reply = 'Oh no, that is sad. Tell me more';
const said = (list: readonly string[]) =>
  list.map((text, index) => ({
    speaker: index % 2 === 0 ? ('speaker' as const) : ('listener' as const),
    text,
  }));
const exchanges: ScoredExchange[] = [
  { context: said(texts), reply },
  { context: said(['hi']), reply: 'what happened?' },
  { context: said(texts.slice(0, 1)), reply: `${reply} ${reply} ${reply} ${reply} ${reply} ${reply}` },
];

test('a T5 gives a reply the probability that its logits give it, token by token', async () => {
  const dir = tinyCheckpoint(temporaryFolder(), 't5');
  const checkpoint = loadModelCheckpoint(dir);
  const tokenizer = loadTokenizer(dir);
  const encode = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
  const config = checkpoint.config;
  if (config.model_type !== 't5') throw new Error('not a T5');
  const end = config.eos_token_id ?? 1;
  const target = [...encode(reply), end];
  const { graph, values } = forwardGraph(config);
  const model = await openGraph({ graph, values: { logits: values.logits! }, tensors: checkpoint.tensors });
  const { logits } = await model.run(
    modelInputs(config, {
      input_ids: [[...encode(texts.join(' ')), end]],
      decoder_input_ids: [[0, ...target.slice(0, -1)]],
    }) as never,
  );
  const all = logits!.data as Float32Array;
  const size = config.vocab_size;
  const expected = target.reduce(
    (sum, token, at) => sum - logProbabilityOf(all.slice(at * size, (at + 1) * size), token),
    0,
  );
  const scorer = await openReplyScorer({ generator: 't5-sft', dir });
  const [first, ...others] = await scorer.score(exchanges);
  expect(first!.tokens).toBe(target.length);
  expect(first!.negativeLogLikelihood).toBeCloseTo(expected, 3);
  // Not cut at the 50 tokens that a reply keeps in training.
  expect(others[1]!.tokens).toBeGreaterThan(51);
  await model.dispose();
  await scorer.dispose();
});

test('CAiRE gives a reply the probability of the graph that it is trained with', async () => {
  const dir = tinyCheckpoint(temporaryFolder(), 'caire');
  const checkpoint = loadModelCheckpoint(dir);
  const config = doubleHeadsConfig(checkpoint.config);
  const tokenizer = loadTokenizer(dir);
  const tokens = dialogueTokensOf(tokenizer);
  const encode = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
  const answer = encode(reply);
  const { graph, logits } = buildDoubleHeads(config);
  const model = await openGraph({ graph, values: { logits }, tensors: checkpoint.tensors });
  const batch = dialogueBatch(
    [
      {
        persona: personaOf({}, config).map(encode),
        history: texts.map(encode),
        candidates: [answer],
        gold: 0,
      },
    ],
    tokens,
  );
  const { labels: _, mc_labels: __, emotions: ___, ...feeds } = doubleHeadsInputs(config, batch);
  const found = await model.run(feeds as never);
  const all = found.logits!.data as Float32Array;
  const size = config.vocab_size;
  const expected = [...answer, tokens.eos].reduce(
    (sum, token, at) => sum - logProbabilityOf(all.slice(at * size, (at + 1) * size), token),
    0,
  );
  const scorer = await openReplyScorer({ generator: 'caire', dir });
  const [first] = await scorer.score(exchanges);
  expect(first!.tokens).toBe(answer.length + 1);
  expect(first!.negativeLogLikelihood).toBeCloseTo(expected, 3);
  await model.dispose();
  await scorer.dispose();
});

test.each(['t5', 'caire'] as const)('what %s finds of a reply does not hang on its batch', async (kind) => {
  const dir = tinyCheckpoint(temporaryFolder(), kind);
  const scorer = await openReplyScorer({ generator: kind === 't5' ? 'emprl' : 'caire', dir });
  const together = await scorer.score(exchanges);
  for (const [at, exchange] of exchanges.entries()) {
    const [alone] = await scorer.score([exchange]);
    expect(alone!.tokens).toBe(together[at]!.tokens);
    expect(alone!.negativeLogLikelihood).toBeCloseTo(together[at]!.negativeLogLikelihood, 3);
  }
  await scorer.dispose();
});
