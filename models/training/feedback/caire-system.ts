import { createRandom } from '#lib/rng.ts';
import { buildDoubleHeads } from '../../architectures/double-heads.ts';
import { doubleHeadsLoss } from '../../architectures/double-heads-loss.ts';
import { decodingSettings } from '../../decoding/decoding-settings.ts';
import { personaOf } from '../../generators/caire-form.ts';
import { openLiveEngine } from '../../runtime/engine/open-live-engine.ts';
import type { SessionOptions } from '../../runtime/session.ts';
import type { DialogueSource } from '../data/data-source.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { writeTrainedWeights } from '../framework/trained-folder.ts';
import { type StartingGpt, startingGpt } from '../language-model/starting-gpt.ts';
import { dialoguePrompt, fitContext } from '../objectives/transfertransfo-input.ts';
import { type ReplyFeedOptions, replyFeeds } from '../transfertransfo/reply-feeds.ts';
import { drawItems, itemLength, type ReplyItem } from '../transfertransfo/reply-items.ts';
import { type ReplyText, replyText } from '../transfertransfo/reply-text.ts';
import { type StartingDoubleHeads, startingDoubleHeads } from '../transfertransfo/starting-double-heads.ts';
import { type HeldReplies, openHeads, validateReplies } from '../transfertransfo/validate-replies.ts';
import type {
  HeldOutFigures,
  LabelledBatch,
  OpenSystem,
  SystemSettings,
  SystemUnderTraining,
} from './system-under-training.ts';

/** The rates that the configuration keeps; updates run without. */
export interface GptDropout {
  readonly dropout: number;
  readonly attentionDropout: number;
}

/**
 * A GPT in TransferTransfo's form, as CAiRE. What is said is trained; the heads that choose and that tell emotions stay
 * as they are.
 */
export async function caireSystem(
  given: SystemSettings,
  context: TrainingContext,
  { dropout, ...options }: SessionOptions & { readonly dropout: GptDropout },
): Promise<SystemUnderTraining<ReplyItem>> {
  const start = startingGpt({ seed: given.seed, ...dropout }, context);
  const gpt = startingDoubleHeads(start, { seed: given.seed });
  const settings = { ...given, maxLength: Math.min(given.maxLength, gpt.config.n_positions) };
  const persona = personaOf({}, gpt.config);
  const read = readerOf({ settings, context, start, gpt, persona });
  const learned = itemsOf(await read(settings.data, settings.maxReply));
  // A perplexity by words needs replies whole.
  const held = await read([settings.validation], Math.max(settings.maxReply, settings.maxLength >> 1));
  const feeding: ReplyFeedOptions = {
    tokens: start.tokens,
    candidates: 2,
    hasEmotions: gpt.config.emotion_labels !== undefined,
  };
  const { words: tokenizer, tokens } = start;
  return {
    tokenizerDir: start.tokenizer,
    tokenizer,
    special: new Set([...Object.values(tokens), ...tokenizer.allSpecialIds]),
    weights: gpt.weights,
    itemOf: itemMaker({ settings, start, persona }),
    replyOf: (item) => item.replies.flatMap((at) => [...(item.window.utterances[at] ?? []), tokens.eos]),
    lengthOf: itemLength,
    learned,
    build: () => buildDoubleHeads(gpt.config),
    batchOf: (items) => batchOf(items, feeding),
    open: ({ parameters }) => {
      const heldOut = { items: itemsOf(held), words: held.words };
      return openCaire({ settings, start, gpt, feeding, heldOut }, { ...options, parameters });
    },
    prepare: (out) => start.prepare(out, { ...gpt.config, persona }),
    publish: (out, parameters) => writeTrainedWeights(out, gpt.config, parameters),
  };
}

interface CaireText {
  readonly settings: SystemSettings;
  readonly context: TrainingContext;
  readonly start: StartingGpt;
  readonly gpt: StartingDoubleHeads;
  readonly persona: readonly string[];
}

function readerOf({ settings, context, start, gpt, persona }: CaireText) {
  const { history, maxLength } = settings;
  const shared = { history, maxLength, persona, context };
  return (sources: readonly DialogueSource[], maxReply: number): Promise<ReplyText> =>
    replyText(sources, {
      ...shared,
      maxReply,
      tokenizer: start.words,
      emotions: gpt.config.emotion_labels,
    });
}

/** Every reply once, without choices. */
function itemsOf({ windows }: ReplyText): ReplyItem[] {
  const choices = { candidates: 2, share: 0, maxLength: 0, random: createRandom('no choices') };
  return drawItems(windows, [], choices);
}

/** Lays a context out as serving does. */
function itemMaker({ settings, start, persona }: Pick<CaireText, 'settings' | 'start' | 'persona'>) {
  const { history: utterances, maxLength: length, maxReply } = settings;
  const encode = (text: string) => start.words.encode(text, { addSpecialTokens: false });
  const prefix = persona.map(encode);
  return (context: readonly string[], text: string): ReplyItem => {
    const reply = encode(text).slice(0, maxReply);
    const said = { persona: prefix, history: context.map(encode) };
    const { history } = fitContext(said, { utterances, length, replyLength: reply.length });
    const end = history.length;
    const window = {
      persona: prefix.flat(),
      utterances: [...history, reply],
      first: end,
      dialogue: -1,
      emotion: undefined,
    };
    return { window, end, replies: [end], distractors: [] };
  };
}

function batchOf(items: readonly ReplyItem[], feeding: ReplyFeedOptions): LabelledBatch {
  const { feeds } = replyFeeds(items, feeding);
  // Choices and emotions have labels of their own, which this loss does not look at.
  const { labels, mc_labels: _choices, emotions: _emotions, ...others } = feeds;
  const values = labels && 'data' in labels ? (labels.data as Int32Array) : new Int32Array();
  const owners = items.flatMap(({ window, replies }, item) =>
    replies.flatMap((at) => new Array<number>((window.utterances[at]?.length ?? 0) + 1).fill(item)),
  );
  return { feeds: others, labels: values, owners, shape: [values.length] };
}

interface CaireParts extends Pick<CaireText, 'settings' | 'start' | 'gpt'> {
  readonly feeding: ReplyFeedOptions;
  readonly heldOut: HeldReplies;
}

async function openCaire(
  { settings, start, gpt, feeding, heldOut }: CaireParts,
  options: SessionOptions & { readonly parameters: ReadonlyMap<string, Float32Array> },
): Promise<OpenSystem<ReplyItem>> {
  const heads = buildDoubleHeads(gpt.config);
  const losses = doubleHeadsLoss(heads, { languageModel: 1, multipleChoice: 0 });
  const model = await openHeads(heads, losses, options);
  const engine = await openLiveEngine({ ...options, config: gpt.config, tokenTypes: true });
  const ends = [...new Set([...Object.values(start.tokens), ...start.words.allSpecialIds])];
  const decoding = decodingSettings({ maxNewTokens: settings.maxReply, eosTokenIds: ends });
  const answer = async ({ window, end }: ReplyItem) => {
    const said = { persona: [window.persona], history: window.utterances.slice(0, end) };
    const { tokens } = await engine.generate({
      ...dialoguePrompt(said, start.tokens),
      settings: decoding,
    });
    return tokens.filter((token) => !ends.includes(token));
  };
  return {
    heldOut: async () => {
      const found = await validateReplies(model, [['heldOut', heldOut]], feeding);
      return found.heldOut as HeldOutFigures;
    },
    greedyReplies: (items) => Promise.all(items.map(answer)),
    dispose: async () => {
      await model.dispose();
      await engine.dispose();
    },
  };
}
