import { describe, expect, test } from 'vitest';
import { parseDialogueLines } from './parse-dialogue-lines.ts';
import { failureOf, parseAll } from './testing.ts';

const parse = (...lines: readonly string[]) => parseAll(parseDialogueLines, lines.join('\n'));
const failure = (...lines: readonly string[]) => failureOf(parse(...lines));
const turns = [
  { speaker: 'speaker', text: 'I lost my keys.' },
  { speaker: 'listener', text: 'Oh no.' },
];

test('a line is a dialogue; emotion and situation may be absent, null or empty, and other keys are passed over', async () => {
  const read = await parse(
    JSON.stringify({ conv_id: 'a', emotion: 'sad', situation: 's', turns, extra: 1 }),
    '',
    `${JSON.stringify({ conv_id: 7, emotion: null, turns: turns.map((turn) => ({ ...turn, intent: 'x' })) })}\r`,
  );
  expect(read).toEqual([
    { line: 1, convId: 'a', emotion: 'sad', situation: 's', turns },
    { line: 3, convId: '7', emotion: null, situation: null, turns },
  ]);
});

test('text keeps line breaks, tabs and right-to-left script', async () => {
  const text = 'one\n\ttwo\r\nثلاثة \u202B"x"\u202C';
  const [dialogue] = await parse(JSON.stringify({ conv_id: 'a', turns: [{ speaker: 'speaker', text }] }));
  expect(dialogue?.turns[0]?.text).toBe(text);
});

describe('is refused, with its line and without its words:', () => {
  test('a line that is not JSON', async () => {
    const error = await failure(JSON.stringify({ conv_id: 'a', turns }), '{"conv_id": "secret words');
    expect(error.message).toMatch(/line 2: not valid JSON/);
    expect(error.message).not.toContain('secret');
  });

  test('a file that is CSV', async () => {
    expect((await failure('conv_id,utterance_idx')).message).toMatch(/line 1: not a JSON object.*--format/);
  });

  test('a JSON array of dialogues', async () => {
    expect((await failure(JSON.stringify([{ conv_id: 'a', turns }]))).message).toMatch(
      /line 1: a JSON array/,
    );
  });

  test('a missing or wrong field, which is named', async () => {
    expect((await failure('{"conv_id":"a"}')).message).toMatch(/line 1: field turns:/);
    expect((await failure('{"turns":[]}')).message).toMatch(/line 1: field conv_id:/);
    expect((await failure('{"conv_id":"a","turns":[]}')).message).toMatch(/at least one turn/);
    const stranger = { conv_id: 'a', turns: [{ speaker: 'bot', text: 'private' }] };
    const error = await failure(JSON.stringify(stranger));
    expect(error.message).toMatch(/field turns\.0\.speaker:/);
    expect(error.message).not.toContain('private');
  });

  test('half of a surrogate pair', async () => {
    const line = '{"conv_id":"a","turns":[{"speaker":"speaker","text":"\\ud83d"}]}';
    expect((await failure(line)).message).toMatch(/field turns\.0\.text holds half of a surrogate pair/);
  });

  test('a control character in any text', async () => {
    const line = (key: string) => JSON.stringify({ conv_id: 'a', turns, [key]: 'x\u0007' });
    expect((await failure(line('emotion'))).message).toMatch(/emotion holds the control character U\+0007/);
    expect((await failure(line('situation'))).message).toMatch(
      /situation holds the control character U\+0007/,
    );
    expect((await failure(line('conv_id'))).message).toMatch(/conv_id holds the control character U\+0007/);
  });
});
