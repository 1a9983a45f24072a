import { WorkbenchError } from '#lib/errors.ts';

/**
 * The input of TransferTransfo (Wolf et al. 2019) and of CAiRE, as `build_input_from_segments` and `pad_dataset` of
 * transfer-learning-conv-ai make it:
 *
 *     <bos> persona…  <speakerN> utterance …  <speaker2> utterance  <speaker1> reply <eos>
 */
export type Tokens = readonly number[];

/** Ids of the five tokens that are added to the vocabulary. */
export interface SpeakerTokens {
  readonly bos: number;
  readonly eos: number;
  /** The one who replies. */
  readonly speaker1: number;
  readonly speaker2: number;
  readonly pad: number;
}

export interface DialogueContext {
  /** The sentences of the persona, joined without a separator; may be empty. */
  readonly persona: readonly Tokens[];
  /** Utterances, the latest last. Of an odd number the reply's token type is that of its speaker. */
  readonly history: readonly Tokens[];
}

export interface DialogueExample extends DialogueContext {
  /** One reply that was given and distractors; every example of a batch has the same number. */
  readonly candidates: readonly Tokens[];
  /** The place of the given reply among the candidates. */
  readonly gold: number;
  /** The emotion of the dialogue, for the emotion head; -100 or left out is not trained on. */
  readonly emotion?: number | undefined;
}

export interface DialogueSequence {
  readonly inputIds: readonly number[];
  /** Ids of speaker tokens, one for each place. */
  readonly tokenTypeIds: readonly number[];
  /**
   * The place of the speaker token before the reply. It is the last place that depends on the context alone and the
   * first that has seen all of it; the emotion head reads it, so that no reply leaks into the emotion.
   */
  readonly replyStart: number;
}

/** What is left out of losses. */
const ignoredLabel = -100;

/** The sequence of a context and a reply, with `<eos>` after it unless `end` is false. */
export function dialogueSequence(
  { persona, history, reply }: DialogueContext & { readonly reply: Tokens },
  tokens: SpeakerTokens,
  { end = true }: { readonly end?: boolean } = {},
): DialogueSequence {
  const answer = end ? [...reply, tokens.eos] : reply;
  const utterances = [...history, answer].map((utterance, index, all) => [
    (all.length - 1 - index) % 2 === 0 ? tokens.speaker1 : tokens.speaker2,
    ...utterance,
  ]);
  const segments = [[tokens.bos, ...persona.flat()], ...utterances];
  const inputIds = segments.flat();
  // By the segment's number from the front, as the reference has it, whoever speaks.
  const tokenTypeIds = segments.flatMap((segment, index) =>
    segment.map(() => (index % 2 === 0 ? tokens.speaker1 : tokens.speaker2)),
  );
  return { inputIds, tokenTypeIds, replyStart: inputIds.length - answer.length - 1 };
}

/** What a reply is generated after: the context and the speaker token, and the token type of every reply token. */
export function dialoguePrompt(
  context: DialogueContext,
  tokens: SpeakerTokens,
): {
  readonly prompt: readonly number[];
  readonly tokenTypes: readonly number[];
  readonly replyTokenType: number;
} {
  const { inputIds, tokenTypeIds } = dialogueSequence({ ...context, reply: [] }, tokens, { end: false });
  return {
    prompt: inputIds,
    tokenTypes: tokenTypeIds,
    replyTokenType: tokenTypeIds.at(-1) ?? tokens.speaker1,
  };
}

/** [examples, candidates, places] each, filled on the right to the longest sequence. */
type Table = readonly (readonly (readonly number[])[])[];

export interface DialogueBatch {
  /** filled with `<pad>` */
  readonly inputIds: Table;
  /** filled with `<pad>` */
  readonly tokenTypeIds: Table;
  /** The gold reply and its `<eos>` at their own places (not moved), -100 elsewhere and in distractors. */
  readonly lmLabels: Table;
  /** [examples, candidates]: the place of each sequence's last token, which the choice is made at. */
  readonly mcTokenIds: readonly (readonly number[])[];
  /** [examples]: the gold candidate. */
  readonly mcLabels: readonly number[];
  /** [examples]: `replyStart`, the same for all candidates. */
  readonly emotionPlaces: readonly number[];
  /** [examples]: -100 where an example has none. */
  readonly emotions: readonly number[];
}

/**
 * The inputs and labels of examples.
 * @throws WorkbenchError `bad-input` where there is none, the numbers of candidates differ or gold is not among them
 */
export function dialogueBatch(examples: readonly DialogueExample[], tokens: SpeakerTokens): DialogueBatch {
  checkExamples(examples);
  const sequences = examples.map((example) =>
    example.candidates.map((reply) => dialogueSequence({ ...example, reply }, tokens)),
  );
  const length = Math.max(...sequences.flat().map(({ inputIds }) => inputIds.length));
  const filled = (row: readonly number[], filling: number) => [
    ...row,
    ...Array.from({ length: length - row.length }, () => filling),
  ];
  const each = (row: (sequence: DialogueSequence, gold: boolean) => readonly number[]) =>
    sequences.map((candidates, at) =>
      candidates.map((sequence, candidate) => row(sequence, candidate === examples[at]?.gold)),
    );
  return {
    inputIds: each(({ inputIds }) => filled(inputIds, tokens.pad)),
    tokenTypeIds: each(({ tokenTypeIds }) => filled(tokenTypeIds, tokens.pad)),
    lmLabels: each((sequence, gold) => filled(gold ? labelsOf(sequence) : [], ignoredLabel)),
    mcTokenIds: sequences.map((candidates) => candidates.map(({ inputIds }) => inputIds.length - 1)),
    mcLabels: examples.map(({ gold }) => gold),
    emotionPlaces: sequences.map(([first]) => first?.replyStart ?? 0),
    emotions: examples.map(({ emotion }) => emotion ?? ignoredLabel),
  };
}

function labelsOf({ inputIds, replyStart }: DialogueSequence): number[] {
  return inputIds.map((id, place) => (place > replyStart ? id : ignoredLabel));
}

function checkExamples(examples: readonly DialogueExample[]): void {
  const [first] = examples;
  if (!first || first.candidates.length === 0)
    throw new WorkbenchError('bad-input', 'A batch of dialogues needs an example with a candidate.');
  for (const { candidates, gold } of examples) {
    if (candidates.length !== first.candidates.length)
      throw new WorkbenchError('bad-input', 'Every example of a batch needs the same number of candidates.');
    if (candidates[gold] === undefined)
      throw new WorkbenchError(
        'bad-input',
        `The given reply is said to be candidate ${gold} of ${candidates.length}, counted from 0.`,
      );
  }
}

/**
 * A context short enough for a model: the last `utterances`, then fewer, two at a time so that speakers keep their
 * tokens, until with `replyLength` tokens of reply and the `<eos>` it has `length` places at most; the last utterance
 * loses its front where even it alone is too long.
 * @throws WorkbenchError `bad-input` where persona and reply alone leave no room
 */
export function fitContext(
  { persona, history }: DialogueContext,
  {
    utterances,
    length,
    replyLength,
  }: { readonly utterances: number; readonly length: number; readonly replyLength: number },
): DialogueContext {
  const room = length - persona.flat().length - replyLength - 3;
  if (room < (history.length > 0 ? 2 : 0))
    throw new WorkbenchError(
      'bad-input',
      `The persona and a reply of ${replyLength} tokens leave no room for the dialogue in ${length} places: shorten them.`,
    );
  let kept = history.slice(Math.max(0, history.length - utterances));
  const size = () => kept.reduce((sum, utterance) => sum + utterance.length + 1, 0);
  while (kept.length > 1 && size() > room) kept = kept.slice(Math.min(2, kept.length - 1));
  const [last] = kept;
  return { persona, history: last && size() > room ? [last.slice(size() - room)] : kept };
}
