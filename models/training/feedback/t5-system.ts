import { forwardGraph } from '../../architectures/forward-graph.ts';
import { policyBatch, type Rollout } from '../../architectures/policy.ts';
import { decodingSettings } from '../../decoding/decoding-settings.ts';
import { openLiveEngine } from '../../runtime/engine/open-live-engine.ts';
import type { SessionOptions } from '../../runtime/session.ts';
import type { DialogueSource } from '../data/data-source.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { prepareTrainedFolder, writeTrainedWeights } from '../framework/trained-folder.ts';
import type { ReplyLikelihood } from '../objectives/negative-hits.ts';
import { sourceTokens, targetTokens } from '../t5/context-text.ts';
import { type ReplyPair, type ReplyPairs, readReplyPairs } from '../t5/reply-pairs.ts';
import { type StartingT5, startingT5 } from '../t5/starting-t5.ts';
import type {
  HeldOutFigures,
  LabelledBatch,
  LabelledLogits,
  OpenOptions,
  OpenSystem,
  SystemSettings,
  SystemUnderTraining,
} from './system-under-training.ts';

/** A T5 that answers contexts, as `t5-sft` and `emprl`. An item is a context and its reply behind the start token. */
export async function t5System(
  settings: SystemSettings,
  context: TrainingContext,
  { dropout, ...options }: SessionOptions & { readonly dropout: number },
): Promise<SystemUnderTraining<Rollout>> {
  const start = startingT5({ seed: settings.seed, dropout }, context);
  const { tokenizer, tokens, config } = start;
  const { maxLength, maxReply } = settings;
  const read = (sources: readonly DialogueSource[], maxTarget: number) => {
    const text = { tokenizer, end: tokens.end, maxSource: maxLength, maxTarget, targets: 'answers' as const };
    return readReplyPairs(sources, text, context);
  };
  const learned = await read(settings.data, maxReply);
  // A perplexity by words needs replies whole.
  const held = await read([settings.validation], Number.POSITIVE_INFINITY);
  const text = { tokenizer, end: tokens.end };
  return {
    tokenizerDir: start.tokenizerDir,
    tokenizer,
    special: new Set([tokens.pad, tokens.end, tokens.start, ...tokenizer.allSpecialIds]),
    weights: start.weights(),
    itemOf: (turns, reply) => ({
      query: sourceTokens(turns, { ...text, maxTokens: maxLength }),
      response: [tokens.start, ...targetTokens(reply, { ...text, maxTokens: maxReply })],
    }),
    replyOf: ({ response }) => response.slice(1),
    lengthOf: ({ query, response }) => query.length + response.length,
    learned: itemsOf(learned, start),
    build: () => labelledLogits(start),
    batchOf: (items) => batchOf(start, items),
    open: (given) => openT5({ settings, start, held }, { ...options, ...given }),
    prepare: (out) => prepareTrainedFolder(out, { config, tokenizer: start.tokenizerDir }),
    publish: (out, parameters) => writeTrainedWeights(out, config, parameters),
  };
}

function itemsOf(pairs: ReplyPairs, { tokens }: StartingT5): Rollout[] {
  const itemOf = ({ source, target }: ReplyPair) => ({
    query: Array.from(source),
    response: [tokens.start, ...target],
  });
  return pairs.lengths.map((_, index) => itemOf(pairs.pair(index)));
}

function labelledLogits({ config }: StartingT5): LabelledLogits {
  const { graph, values } = forwardGraph(config);
  if (!values.logits) throw new Error('a T5 that answers has a language-model head');
  return { graph, logits: values.logits };
}

function batchOf({ config }: StartingT5, items: readonly Rollout[]): LabelledBatch {
  const { feeds, mask } = policyBatch(config, items);
  const { actions, ...others } = feeds;
  if (!actions) throw new Error('a batch has tokens that follow');
  const owners = mask.flatMap((row, item) => row.map((shown) => (shown === 1 ? item : -1)));
  const { data, shape } = actions;
  return { feeds: others, labels: Array.from(data, Number), owners, shape };
}

interface T5Parts {
  readonly settings: SystemSettings;
  readonly start: StartingT5;
  readonly held: ReplyPairs;
}

async function openT5(
  { settings, start, held }: T5Parts,
  { score, ...options }: OpenOptions<Rollout> & SessionOptions,
): Promise<OpenSystem<Rollout>> {
  const { tokens } = start;
  const items = itemsOf(held, start);
  const config = { ...start.config, decoder_start_token_id: tokens.start };
  const engine = await openLiveEngine({ ...options, config });
  const decoding = decodingSettings({
    maxNewTokens: settings.maxReply,
    eosTokenIds: [tokens.end],
    padTokenId: tokens.pad,
  });
  const answer = async ({ query }: Rollout) => {
    const { tokens: reply } = await engine.generate({ prompt: query, settings: decoding });
    return reply.filter((token) => token !== tokens.end);
  };
  return {
    heldOut: async () => heldOutFigures(await score(items), held.words),
    greedyReplies: (asked) => Promise.all(asked.map(answer)),
    dispose: () => engine.dispose(),
  };
}

function heldOutFigures(replies: readonly ReplyLikelihood[], words: number): HeldOutFigures {
  let [total, labels] = [0, 0];
  for (const { logProbabilities } of replies) {
    for (const value of logProbabilities) total -= value;
    labels += logProbabilities.length;
  }
  return {
    loss: total / labels,
    perplexity: Math.exp(total / labels),
    wordPerplexity: Math.exp(total / words),
  };
}
