import { biEncoderGraph } from '../../architectures/bi-encoder.ts';
import type { Tensor } from '../../graph/graph.ts';
import { replyBlocks } from '../../retrieval/reply-blocks.ts';
import { type ReplyRecall, replyRanks, replyRecall } from '../../retrieval/reply-ranks.ts';
import { type GraphModel, openWithWeights } from '../../runtime/graph-model.ts';
import type { SessionOptions } from '../../runtime/session.ts';
import type { Trainer } from '../../runtime/trainer.ts';
import type { BertConfig } from '../../weights/configs.ts';
import type { Validation } from '../framework/train.ts';
import type { RetrievalFeeds } from './retrieval-feeds.ts';
import { type NegativeCounts, negativeDrawer, type RetrievalPool } from './retrieval-pool.ts';

export interface RetrievalValidator {
  /** NLL and accuracy over batches as in training, and recall of the true reply among 100. */
  validate(): Promise<Validation>;
  dispose(): Promise<void>;
}

export interface ValidatorOptions extends SessionOptions {
  readonly config: BertConfig;
  readonly trainer: Pick<Trainer, 'evaluate' | 'parameters'>;
  readonly feeds: RetrievalFeeds;
  readonly batchQuestions: number;
  readonly negatives: NegativeCounts;
  readonly pools: readonly (readonly [string, RetrievalPool])[];
}

/** `loss` is the mean of the pools' NLL, so that a large one does not choose the weights alone. */
export async function retrievalValidator(options: ValidatorOptions): Promise<RetrievalValidator> {
  const { config, trainer, pools, device, threads } = options;
  const { graph, values } = biEncoderGraph(config);
  const model = await openWithWeights(
    { graph, values: { scores: values.scores as Tensor }, parameters: trainer.parameters },
    { ...(device ? { device } : {}), ...(threads ? { threads } : {}) },
  );
  return {
    validate: async () => {
      const found: Record<string, { readonly loss: number; readonly accuracy: number } & ReplyRecall> = {};
      for (const [name, pool] of pools)
        found[name] = { ...(await likelihood(options, pool)), ...(await recall(options, model, pool)) };
      const losses = Object.values(found).map(({ loss }) => loss);
      return { loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, ...found };
    },
    dispose: () => model.dispose(),
  };
}

async function likelihood(
  { trainer, feeds, batchQuestions, negatives }: ValidatorOptions,
  pool: RetrievalPool,
): Promise<{ readonly loss: number; readonly accuracy: number }> {
  const example = negativeDrawer(pool, negatives);
  let [loss, correct] = [0, 0];
  // A last batch with fewer questions would have fewer negatives, so it goes without.
  const batches = Math.max(1, Math.floor(pool.pairs.length / batchQuestions));
  let questions = 0;
  for (let batch = 0; batch < batches; batch++) {
    const pairs = [...pool.pairs.keys()].slice(batch * batchQuestions, (batch + 1) * batchQuestions);
    const examples = pairs.map((pair) => example(pair, ['validation', pair]));
    const found = await trainer.evaluate(feeds.batch(examples).feeds);
    questions += examples.length;
    loss += found.loss * examples.length;
    correct += found.metrics.correct ?? 0;
  }
  return { loss: loss / questions, accuracy: correct / questions };
}

async function recall(
  { feeds }: ValidatorOptions,
  model: GraphModel,
  pool: RetrievalPool,
): Promise<ReplyRecall> {
  const ranks: number[] = [];
  for (const block of replyBlocks(pool.pairs.length)) {
    const questions = block.map((pair) => pool.pairs[pair]?.question ?? '');
    const replies = block.map((pair) => pool.passages[pool.pairs[pair]?.passage ?? 0]?.text ?? '');
    const { scores } = await model.run(feeds.scored(questions, replies), ['scores']);
    if (scores) ranks.push(...replyRanks(scores.data, replies));
  }
  return replyRecall(ranks);
}
