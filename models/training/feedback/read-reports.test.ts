import { expect, test } from 'vitest';
import { jsonLines, temporaryFolder, writeText } from '../testing.ts';
import { collectReports } from './collected-reports.ts';
import { readReports } from './read-reports.ts';

const read = (lines: readonly unknown[]) =>
  readReports(writeText(temporaryFolder(), 'reports.jsonl', jsonLines(lines)));

test('a report is read with texts, or with who says them, and normalised', async () => {
  const turns = [
    { speaker: 'speaker', text: 'My dog  died.' },
    { speaker: 'listener', text: 'Oh.' },
    { speaker: 'speaker', text: 'Yes…' },
    { speaker: 'speaker', text: 'Last week.' },
  ];
  const system = {
    system: 'caire',
    checkpoint: 'abc',
    settings: { topP: 0.9 },
    time: '2026-11-20T10:00:00Z',
  };
  expect(
    await read([
      { context: ['My dog died.'], reply: 'That’s great!', correction: null, reason: 'cruel', ...system },
      { context: turns, correction: 'I am sorry.', further: 1 },
    ]),
  ).toEqual([
    { line: 1, context: ['My dog died.'], reply: "That's great!", correction: null },
    {
      line: 2,
      context: ['My dog died.', 'Oh.', 'Yes... Last week.'],
      reply: null,
      correction: 'I am sorry.',
    },
  ]);
});

test('the same report counts once, and empty lines nothing', async () => {
  const report = { context: ['a'], reply: 'b' };
  const path = writeText(temporaryFolder(), 'r.jsonl', `${jsonLines([report])}\n${jsonLines([report])}`);
  expect(await readReports(path)).toHaveLength(1);
});

test('lines at fault are named, each with what is wrong, and no words of them are told', async () => {
  const secret = 'I hate my brother';
  const faults = [
    [{ reply: secret }, /line 1: "context": must be a list of texts/],
    [{ context: [], reply: secret }, /"context": must be a list/],
    [{ context: [secret] }, /neither a "reply" that was reported nor a "correction"/],
    [{ context: [secret], reply: ' ' }, /"reply" has no text/],
    [{ context: [' '], reply: secret }, /Turn 1 of the context has no text/],
    [{ context: [secret], reply: secret, correction: secret }, /the correction is the reported reply itself/],
    [{ context: [secret], reply: 3 }, /"reply":/],
    [{ context: [{ speaker: 'listener', text: secret }], reply: secret }, /must be the speaker's/],
    [{ context: [secret], reply: secret, time: 'yesterday' }, /"time":/],
    ['text', /line 1: it is no object/],
  ] as const;
  for (const [line, message] of faults) {
    const error = await read([line]).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'bad-input', message: expect.stringMatching(message) });
    expect(error.message).not.toContain(secret);
  }
  const broken = writeText(temporaryFolder(), 'r.jsonl', `{"context": ["a"], "reply": "b"}\n{"con\n[]\n`);
  await expect(readReports(broken)).rejects.toThrow(/line 2: it is no JSON; line 3: it is no object\./);
});

test('what one report proposes and another rejects is refused', async () => {
  const lines = [
    { context: ['a'], reply: 'bad', correction: 'good' },
    { context: ['a'], reply: 'good' },
  ];
  await expect(read(lines)).rejects.toThrow(/line 1 proposes for its context what line 2 reports/);
  expect(await read([lines[0], { context: ['b'], reply: 'good' }])).toHaveLength(2);
});

test('each rejected reply stands once, with all corrections of its context; edits alone stand apart', async () => {
  const reports = await read([
    { context: ['a'], reply: 'bad', correction: 'good' },
    { context: ['a'], reply: 'bad', correction: 'better' },
    { context: ['a'], reply: 'worse' },
    { context: ['b'], correction: 'fine' },
  ]);
  const itemOf = (context: readonly string[], reply: string) => `${context.join('|')}: ${reply}`;
  expect(collectReports(reports, { itemOf })).toEqual({
    rejected: [
      { item: 'a: bad', corrections: ['a: good', 'a: better'] },
      { item: 'a: worse', corrections: ['a: good', 'a: better'] },
    ],
    mended: ['b: fine'],
  });
});
