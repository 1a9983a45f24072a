import { describe, expect, it } from 'vitest';
import { buildDoubleHeads, doubleHeadsConfig } from '../../architectures/double-heads.ts';
import { doubleHeadsInputs } from '../../architectures/double-heads-inputs.ts';
import { doubleHeadsLoss } from '../../architectures/double-heads-loss.ts';
import { randomCheckpoint, tinyConfigs } from '../../architectures/testing.ts';
import { openGraph } from '../../runtime/graph-model.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import { dialogueBatch } from '../objectives/transfertransfo-input.ts';
import { replyFeeds } from './reply-feeds.ts';
import type { TrainingWindow } from './reply-items.ts';

const tokens = { bos: 18, eos: 19, speaker1: 20, speaker2: 21, pad: 22 };
const options = { tokens, candidates: 2, hasEmotions: true };
const checkpoint = randomCheckpoint({
  ...tinyConfigs['openai-gpt'],
  architectures: ['OpenAIGPTDoubleHeadsModel'],
  n_positions: 40,
  emotion_labels: ['joyful', 'sad', 'afraid'],
});
const config = doubleHeadsConfig(checkpoint.config);

const long: TrainingWindow = {
  persona: [1, 2],
  utterances: [[3], [4, 5], [6, 7, 8], [9]],
  first: 1,
  dialogue: 0,
  emotion: 2,
};
const short: TrainingWindow = { ...long, utterances: [[10], [11, 12]], dialogue: 1, emotion: 0 };

const numbers = (feeds: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, feed]) => {
      const { data, shape } = feed as { data: Iterable<number | bigint>; shape: readonly number[] };
      return [name, { data: [...data].map(Number), shape: [...shape] }];
    }),
  );

async function run(feeds: Feeds) {
  const heads = buildDoubleHeads(config);
  const { languageModel, emotion, multipleChoice } = doubleHeadsLoss(heads, {
    languageModel: 1,
    multipleChoice: 1,
    emotion: 1,
  });
  const { logits, emotionLogits, mcLogits } = heads;
  const values = {
    logits,
    emotionLogits: emotionLogits!,
    mcLogits,
    languageModel,
    emotion: emotion!,
    multipleChoice,
  };
  const model = await openGraph({ graph: heads.graph, values, tensors: checkpoint.tensors }, { threads: 1 });
  const found = await model.run(feeds);
  await model.dispose();
  return (name: keyof typeof values) => [...found[name]!.data];
}

describe('the feeds of a batch of replies', () => {
  it('are those of TransferTransfo where each row has one reply and a distractor', () => {
    const items = [
      { window: long, end: 3, replies: [3], distractors: [[13, 14, 15]] },
      { window: short, end: 1, replies: [1], distractors: [[16]] },
    ];
    const examples = items.map(({ window, end, distractors }) => ({
      persona: [window.persona],
      history: window.utterances.slice(0, end),
      candidates: [window.utterances[end]!, ...distractors],
      gold: 0,
      emotion: window.emotion,
    }));
    const batch = replyFeeds(items, options);
    expect(numbers(batch.feeds)).toEqual(numbers(doubleHeadsInputs(config, dialogueBatch(examples, tokens))));
    expect(batch).toMatchObject({ labels: 5, emotions: [2, 0], choices: 2, tokens: 15 + 17 + 9 + 8 });
  });

  it('give several replies of a row what each has in a row of its own', async () => {
    const whole = replyFeeds([{ window: long, end: 3, replies: [1, 3], distractors: [] }], options);
    const apart = replyFeeds(
      [1, 3].map((end) => ({ window: long, end, replies: [end], distractors: [] })),
      options,
    );
    const [one, each] = [await run(whole.feeds), await run(apart.feeds)];
    for (const name of ['logits', 'emotionLogits', 'languageModel', 'emotion'] as const)
      one(name).forEach((value, at) => {
        expect(value, name).toBeCloseTo(each(name)[at]!, 4);
      });
    expect([whole.labels, whole.emotions]).toEqual([5, [2, 2]]);
    expect(whole.tokens).toBeLessThan(apart.tokens);
  });

  it('without a choice or a known emotion leave these losses at 0', async () => {
    const window = { ...long, emotion: undefined };
    const found = await run(replyFeeds([{ window, end: 1, replies: [1], distractors: [] }], options).feeds);
    for (const name of ['multipleChoice', 'emotion'] as const) expect(found(name)[0]).toBeCloseTo(0, 12);
    expect(found('languageModel')[0]).toBeGreaterThan(0);
  });
});
