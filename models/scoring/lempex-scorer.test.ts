import { expect, test } from 'vitest';
import { causalBias } from '../architectures/host-inputs.ts';
import { lempexGraph } from '../architectures/lempex.ts';
import { relativePositionBuckets } from '../architectures/relative-position-buckets.ts';
import { textFeeds } from '../architectures/text-input.ts';
import { logProbabilityOf } from '../decoding/log-softmax.ts';
import { openT5Encoders } from '../exemplars/text-encoders.ts';
import { tinyLempexCheckpoint } from '../generators/lempex-testing.ts';
import { Graph } from '../graph/graph.ts';
import { loadLempex } from '../lempex/lempex-folder.ts';
import { spokenContext } from '../lempex/speaker-ids.ts';
import { openGraph } from '../runtime/graph-model.ts';
import { temporaryFolder } from '../training/testing.ts';
import { openReplyScorer } from './open-reply-scorer.ts';

const texts = ['my dog is sad', 'oh no', 'tell me more'];
const context = texts.map((text, index) => ({
  speaker: index % 2 === 0 ? ('speaker' as const) : ('listener' as const),
  text,
}));
const reply = 'what happened to your dog?';
const exemplars = ['i am so happy for you', 'oh no, that is sad'];

test('LEMPEx gives a reply the probability of its own graph with the mean of its exemplars', async () => {
  const dir = tinyLempexCheckpoint(temporaryFolder());
  const { config, tensors, tokenizer, exemplars: frozen } = loadLempex(dir);
  const { generator } = config;
  const end = generator.eos_token_id ?? 1;
  const target = [...tokenizer.encode(reply, { addSpecialTokens: false }), end];
  const { ids, speakers } = spokenContext(texts, { tokenizer, end });
  const encoders = openT5Encoders(frozen!.t5, { maxLength: frozen!.maxLength });
  const vectors = await encoders.embed(
    'passage',
    exemplars.map((text) => `${frozen!.prefix}${text}`),
  );
  const mean = Float32Array.from({ length: 20 }, (_, at) => (vectors[at]! + vectors[20 + at]!) / 2);
  const graph = new Graph();
  const { logits } = lempexGraph(config, graph);
  const model = await openGraph({ graph, values: { logits }, tensors });
  const time = target.length;
  const buckets = relativePositionBuckets(
    { queries: time, keys: time, queryOffset: 0 },
    { bidirectional: false, buckets: 32, maxDistance: 128 },
  );
  const shape = [1, time];
  const found = await model.run({
    ...textFeeds(generator, 'context', { input_ids: [ids.slice()] }),
    speakers: { data: Int32Array.from(speakers), shape: [1, speakers.length] },
    exemplars: { data: mean, shape: [1, 20] },
    decoder_input_ids: { data: Int32Array.from([0, ...target.slice(0, -1)]), shape },
    decoder_bias: causalBias([new Array<number>(time).fill(1)]),
    decoder_buckets: { data: buckets, shape: [time, time] },
    labels: { data: Int32Array.from(target), shape },
  });
  const all = found.logits!.data as Float32Array;
  const size = generator.vocab_size;
  const expected = target.reduce(
    (sum, token, at) => sum - logProbabilityOf(all.slice(at * size, (at + 1) * size), token),
    0,
  );
  const scorer = await openReplyScorer({ generator: 'lempex', dir });
  const long = { context: context.slice(0, 1), reply: `${reply} ${reply}`, exemplars: exemplars.slice(0, 1) };
  const [first, second] = await scorer.score([{ context, reply, exemplars }, long]);
  expect(first).toMatchObject({ tokens: target.length });
  expect(first!.negativeLogLikelihood).toBeCloseTo(expected, 3);
  const [alone] = await scorer.score([long]);
  expect(alone!.negativeLogLikelihood).toBeCloseTo(second!.negativeLogLikelihood, 3);
  const [bare] = await scorer.score([{ context, reply }]);
  expect(bare!.negativeLogLikelihood).not.toBeCloseTo(expected, 3);
  await Promise.all([encoders.dispose(), model.dispose(), scorer.dispose()]);
});
