import { causalBias } from '../../architectures/host-inputs.ts';
import { ignoredLabel } from '../../graph/ops/loss.ts';
import type { Feeds } from '../../runtime/trainer.ts';
import {
  type DialogueSequence,
  dialogueSequence,
  type SpeakerTokens,
} from '../objectives/transfertransfo-input.ts';
import type { ReplyItem } from './reply-items.ts';

export interface ReplyFeedOptions {
  readonly tokens: SpeakerTokens;
  readonly candidates: number;
  /** Whether the model has an emotion head. */
  readonly hasEmotions: boolean;
}

/** What two heads are fed with for a batch, and how much of it there is. */
export interface ReplyBatch {
  readonly feeds: Feeds;
  /** Tokens of all rows, without filling. */
  readonly tokens: number;
  /** Tokens of replies that are predicted, their ends included. */
  readonly labels: number;
  /** Classes of emotion, one for each reply, -100 where it is not known. */
  readonly emotions: readonly number[];
  /** How many choices there are; the given reply is the first of the candidates. */
  readonly choices: number;
}

/**
 * The feeds of `buildDoubleHeads` and `doubleHeadsLoss`: rows filled on the right to the longest. Each reply of an item
 * is predicted from the token of its speaker on, and ends in `<eos>` for the labels, as it does when it is generated;
 * the emotion is read at the token of the speaker before each reply, which has seen all that was said and no word of
 * it. Where a batch has no choice, or no emotion, a place that is no label stands in for it.
 */
export function replyFeeds(items: readonly ReplyItem[], options: ReplyFeedOptions): ReplyBatch {
  const { tokens, candidates, hasEmotions } = options;
  const rows: DialogueSequence[] = [];
  const predicted: { readonly row: number; readonly place: number; readonly label: number }[] = [];
  const felt: { readonly row: number; readonly place: number; readonly label: number }[] = [];
  const chosen: number[] = [];
  for (const item of items) {
    const row = rows.length;
    const starts = utteranceStarts(item);
    for (const reply of item.replies) {
      const place = starts[reply] ?? 0;
      const words = [...(item.window.utterances[reply] ?? []), tokens.eos];
      predicted.push(...words.map((label, index) => ({ row, place: place + index, label })));
      felt.push({ row, place, label: item.window.emotion ?? ignoredLabel });
    }
    rows.push(...itemSequences(item, tokens));
    if (item.distractors.length > 0) chosen.push(row);
  }
  const time = Math.max(...rows.map(({ inputIds }) => inputIds.length));
  const flat = ({ row, place }: { readonly row: number; readonly place: number }) => row * time + place;
  const last = (row: number) => row * time + (rows[row]?.inputIds.length ?? 1) - 1;
  const choicePlaces = chosen.flatMap((row) => Array.from({ length: candidates }, (_, at) => last(row + at)));
  const emotions = felt.map(({ label }) => label);
  return {
    feeds: {
      ...rowFeeds(rows, time, tokens.pad),
      label_places: vector(predicted.map(flat)),
      labels: vector(predicted.map(({ label }) => label)),
      mc_places: {
        data: Int32Array.from(chosen.length > 0 ? choicePlaces : new Array<number>(candidates).fill(0)),
        shape: [Math.max(1, chosen.length), candidates],
      },
      mc_labels: vector(chosen.length > 0 ? chosen.map(() => 0) : [ignoredLabel]),
      ...(hasEmotions ? { emotion_places: vector(felt.map(flat)), emotions: vector(emotions) } : {}),
    },
    tokens: rows.reduce((sum, { inputIds }) => sum + inputIds.length, 0),
    labels: predicted.length,
    emotions,
    choices: chosen.length,
  };
}

/** The row of an item and one for each of its distractors. */
function itemSequences({ window, end, distractors }: ReplyItem, tokens: SpeakerTokens): DialogueSequence[] {
  const context = { persona: [window.persona], history: window.utterances.slice(0, end) };
  return [window.utterances[end] ?? [], ...distractors].map((reply) =>
    dialogueSequence({ ...context, reply }, tokens),
  );
}

/** The places of the speakers' tokens, behind `<bos>` and the persona. */
function utteranceStarts({ window: { persona, utterances } }: ReplyItem): number[] {
  let place = 1 + persona.length;
  return utterances.map(({ length }) => {
    const start = place;
    place += length + 1;
    return start;
  });
}

function rowFeeds(rows: readonly DialogueSequence[], time: number, pad: number): Feeds {
  const shape = [rows.length, time];
  const ids = new Int32Array(rows.length * time).fill(pad);
  const types = ids.slice();
  for (const [index, { inputIds, tokenTypeIds }] of rows.entries()) {
    ids.set(inputIds, index * time);
    types.set(tokenTypeIds, index * time);
  }
  const { data, shape: biasShape } = causalBias([new Array<number>(time).fill(1)]);
  return {
    input_ids: { data: ids, shape },
    token_type_ids: { data: types, shape },
    position_ids: { data: Int32Array.from({ length: time }, (_, place) => place), shape: [1, time] },
    attention_bias: { data, shape: biasShape },
  };
}

function vector(values: readonly number[]) {
  return { data: Int32Array.from(values), shape: [values.length] };
}
