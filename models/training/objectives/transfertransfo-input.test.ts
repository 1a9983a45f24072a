import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialogueBatch, dialoguePrompt, dialogueSequence, fitContext } from './transfertransfo-input.ts';

const tokens = { bos: 90, eos: 91, speaker1: 92, speaker2: 93, pad: 94 };
const utterance = fc.array(fc.nat(80), { minLength: 1, maxLength: 6 });
const context = fc.record({
  persona: fc.array(utterance, { maxLength: 3 }),
  history: fc.array(utterance, { minLength: 1, maxLength: 7 }),
});

describe('dialogueSequence', () => {
  it('puts a speaker token before each utterance, the reply after speaker1, and types by segment', () => {
    const found = dialogueSequence(
      { persona: [[1], [2, 3]], history: [[4], [5], [6]], reply: [7, 8] },
      tokens,
    );
    expect(found).toEqual({
      inputIds: [90, 1, 2, 3, 93, 4, 92, 5, 93, 6, 92, 7, 8, 91],
      tokenTypeIds: [92, 92, 92, 92, 93, 93, 92, 92, 93, 93, 92, 92, 92, 92],
      replyStart: 10,
    });
  });

  it('is the same up to the start of the reply, whatever the reply', () => {
    fc.assert(
      fc.property(context, utterance, utterance, (dialogue, reply, other) => {
        const [one, two] = [reply, other].map((text) =>
          dialogueSequence({ ...dialogue, reply: text }, tokens),
        );
        expect(one!.replyStart).toBe(two!.replyStart);
        expect(one!.inputIds[one!.replyStart]).toBe(tokens.speaker1);
        const seen = one!.replyStart + 1;
        expect(one!.inputIds.slice(0, seen)).toEqual(two!.inputIds.slice(0, seen));
        expect(one!.inputIds.slice(seen)).toEqual([...reply, tokens.eos]);
      }),
    );
  });

  it('generates after exactly what it was trained on', () => {
    fc.assert(
      fc.property(context, utterance, (dialogue, reply) => {
        const whole = dialogueSequence({ ...dialogue, reply }, tokens);
        const { prompt, tokenTypes, replyTokenType } = dialoguePrompt(dialogue, tokens);
        expect([...prompt, ...reply, tokens.eos]).toEqual(whole.inputIds);
        expect([...tokenTypes, ...reply.map(() => replyTokenType), replyTokenType]).toEqual(
          whole.tokenTypeIds,
        );
      }),
    );
  });
});

describe('dialogueBatch', () => {
  const example = { persona: [[1]], history: [[2, 3]], candidates: [[4], [5, 6]], gold: 1 };

  it('labels the given reply with its end alone, fills on the right, and chooses at the last token', () => {
    expect(dialogueBatch([example], tokens)).toEqual({
      inputIds: [
        [
          [90, 1, 93, 2, 3, 92, 4, 91, 94],
          [90, 1, 93, 2, 3, 92, 5, 6, 91],
        ],
      ],
      tokenTypeIds: [
        [
          [92, 92, 93, 93, 93, 92, 92, 92, 94],
          [92, 92, 93, 93, 93, 92, 92, 92, 92],
        ],
      ],
      lmLabels: [[Array.from({ length: 9 }, () => -100), [-100, -100, -100, -100, -100, -100, 5, 6, 91]]],
      mcTokenIds: [[7, 8]],
      mcLabels: [1],
      emotionPlaces: [5],
      emotions: [-100],
    });
  });

  it('labels as many places as the given replies have tokens and ends', () => {
    const examples = fc.array(
      fc.record({
        persona: fc.array(utterance, { maxLength: 2 }),
        history: fc.array(utterance, { maxLength: 5 }),
        candidates: fc.tuple(utterance, utterance, utterance),
        gold: fc.nat(2),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(examples, (given) => {
        const { lmLabels, inputIds } = dialogueBatch(given, tokens);
        const labelled = lmLabels.flat(2).filter((label) => label !== -100).length;
        const wanted = given.reduce((sum, { candidates, gold }) => sum + candidates[gold]!.length + 1, 0);
        expect(labelled).toBe(wanted);
        expect(new Set(inputIds.flat().map(({ length }) => length)).size).toBe(1);
      }),
    );
  });

  it('refuses no example, numbers of candidates that differ, and a gold that is none', () => {
    expect(() => dialogueBatch([], tokens)).toThrow(/needs an example/);
    expect(() => dialogueBatch([example, { ...example, candidates: [[4]], gold: 0 }], tokens)).toThrow(
      /same number/,
    );
    expect(() => dialogueBatch([{ ...example, gold: 2 }], tokens)).toThrow(/candidate 2 of 2/);
  });
});

describe('fitContext', () => {
  it('keeps the end of the dialogue within the length, whole utterances unless the last alone is too long', () => {
    const limits = fc.record({
      utterances: fc.integer({ min: 1, max: 6 }),
      length: fc.integer({ min: 30, max: 60 }),
    });
    fc.assert(
      fc.property(context, limits, utterance, (dialogue, { utterances, length }, reply) => {
        const fitted = fitContext(dialogue, { utterances, length, replyLength: reply.length });
        expect(dialogueSequence({ ...fitted, reply }, tokens).inputIds.length).toBeLessThanOrEqual(length);
        const { history } = fitted;
        expect(history.length).toBeGreaterThan(0);
        expect(history.length).toBeLessThanOrEqual(utterances);
        const end = dialogue.history.slice(-history.length);
        if (history.length > 1) expect(history).toEqual(end);
        else expect(end[0]!.slice(-history[0]!.length)).toEqual(history[0]);
      }),
    );
  });

  it('drops utterances by two, so that speakers keep their tokens, and cuts the last one only', () => {
    const history = [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
    ];
    const within = (length: number) =>
      fitContext({ persona: [], history }, { utterances: 5, length, replyLength: 1 });
    expect(within(19).history).toEqual(history);
    expect(within(18).history).toEqual(history.slice(2));
    expect(within(12).history).toEqual(history.slice(4));
    expect(within(6).history).toEqual([[5]]);
    expect(() => within(5)).toThrow(/no room/);
  });
});
