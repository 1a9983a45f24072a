import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tidySpaces, withCapitals } from '#lib/written-english.ts';
import { Choice, type ChoiceToken } from './choice.ts';

/** As systems give out what a model without capitals wrote. */
const restoreCase = (raw: string) => withCapitals(tidySpaces(raw));

/** A reply in pieces, as a system tells of it, looked at after the pieces that `looks` says. */
function streamed(
  pieces: readonly string[],
  { stops = [], looks = () => true }: { stops?: readonly string[]; looks?: (piece: number) => boolean } = {},
) {
  const choice = new Choice(stops);
  const heard: string[] = [];
  const tokens: ChoiceToken[] = [];
  const look = () => {
    const news = choice.news();
    heard.push(news.text);
    tokens.push(...news.tokens);
    return news.finishReason;
  };
  let raw = '';
  pieces.forEach((piece, index) => {
    raw += piece;
    choice.takeToken({ token: index, logProbability: -index, text: restoreCase(raw.trim()) });
    if (looks(index)) look();
  });
  const text = restoreCase(raw.trim());
  // The end token writes nothing.
  choice.takeToken({ token: pieces.length, logProbability: 0, text });
  const ids = [...pieces, ''].map((_, index) => index);
  const logProbabilities = ids.map((index) => -index);
  choice.takeReply({ text, raw, tokens: ids, logProbabilities, finished: 'eos', details: {} });
  const finishReason = look();
  return { heard, text: heard.join(''), whole: choice.text, tokens, finishReason, choice };
}

const words = [
  'i',
  ' i',
  ' am',
  ' monday',
  ' day',
  '.',
  ' ,',
  ' do n',
  "'t",
  ' (',
  ' :',
  ')',
  ' so',
  'me',
  '!',
  ' mr',
  ' do',
];
const replies = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 });

test('what is given out as it comes is the reply, however it is cut and looked at', () => {
  fc.assert(
    fc.property(replies, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (pieces, looks) => {
      const { text, whole } = streamed(pieces, { looks: (index) => looks[index] === true });
      expect(text).toBe(restoreCase(pieces.join('').trim()));
      expect(whole).toBe(text);
    }),
  );
});

test('a reply ends before the first stop string, as if nothing had come after it', () => {
  const stops = fc.array(fc.constantFrom('I', 'am', ' so', 'Monday', 'day.', '. '), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(replies, stops, (pieces, given) => {
      const { text } = streamed(pieces, { stops: given });
      const whole = restoreCase(pieces.join('').trim());
      const places = given.map((stop) => whole.indexOf(stop)).filter((at) => at >= 0);
      expect(text).toBe(places.length > 0 ? whole.slice(0, Math.min(...places)) : whole);
    }),
  );
});

test('the parts of the tokens add up to the text, each where it says', () => {
  fc.assert(
    fc.property(replies, (pieces) => {
      const { text, tokens } = streamed(pieces);
      expect(tokens.map((token) => token.text).join('')).toBe(text);
      for (const token of tokens) expect(text.startsWith(token.text, token.offset)).toBe(true);
    }),
  );
});

test('a finished reply says so once', () => {
  const { choice, finishReason } = streamed(['yes', '.']);
  expect(finishReason).toBe('stop');
  expect(choice.news()).toEqual({ text: '', tokens: [], finishReason: null });
});

test('a model of capitals whose first comes late takes nothing back', () => {
  const choice = new Choice([]);
  choice.takeToken({ token: 0, logProbability: 0, text: 'Hello there' });
  expect(choice.news().text).toBe('Hello');
  choice.takeReply({
    ...{ text: 'hello there Bob', raw: 'hello there Bob', tokens: [0, 1], logProbabilities: [0, 0] },
    ...{ finished: 'length', details: {} },
  });
  expect(choice.news()).toMatchObject({ text: ' there Bob', finishReason: 'length' });
});
