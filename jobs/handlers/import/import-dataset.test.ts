import { expect, test } from 'vitest';
import { historyHash } from '#db/history-hash.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { importDataset } from './import-dataset.ts';
import { failureOf, importContext, pendingRows, rowCounts, temporaryFile } from './testing.ts';

interface Turn {
  readonly speaker: 'speaker' | 'listener';
  readonly text: string;
}

function dialogue(convId: string, changes: object = {}) {
  const turns: readonly Turn[] = [
    { speaker: 'speaker', text: `I am ${convId}.` },
    { speaker: 'listener', text: 'Hello.' },
    { speaker: 'speaker', text: 'How are you?' },
    { speaker: 'listener', text: 'Well.' },
  ];
  return { conv_id: convId, emotion: 'joyful', situation: 'Meeting.', turns, ...changes };
}

const lines = (...dialogues: readonly object[]) =>
  temporaryFile('d.jsonl', dialogues.map((each) => JSON.stringify(each)).join('\n'));

test('a dialogue comes in with its turns, a context for every listener’s turn, and the reference as human’s answer', async () => {
  const db = temporaryDatabase();
  const summary = await importDataset(importContext(db), {
    path: lines(dialogue('a')),
    dataset: 'small',
    format: 'jsonl',
    split: 'test',
  });
  expect(summary).toMatchObject({
    dialogues: 1,
    contexts: 2,
    added: { dialogues: 1, contexts: 2 },
    already_there: 0,
  });
  expect(pendingRows(db)).toBe(0);
  const stored = db.driver
    .prepare(
      `select c.turn_index as turnIndex, c.occurrence, c.history, c.history_hash as hash, c.reference, d.split,
         p.text as human
       from contexts c join dialogues d on d.id = c.dialogue_id join responses p on p.context_id = c.id
       join runs r on r.id = p.run_id join systems s on s.id = r.system_id and s.name = 'human'
       where s.kind = 'human' and r.label = 'imported' order by c.turn_index`,
    )
    .all();
  expect(stored).toEqual([
    {
      turnIndex: 1,
      occurrence: 0,
      history: JSON.stringify([{ speaker: 'speaker', text: 'I am a.' }]),
      hash: historyHash(['I am a.']),
      reference: 'Hello.',
      split: 'test',
      human: 'Hello.',
    },
    expect.objectContaining({ turnIndex: 3, reference: 'Well.', human: 'Well.' }),
  ]);
});

test('a dialogue that the listener opens has no context before its first turn', async () => {
  const db = temporaryDatabase();
  const turns = [
    { speaker: 'listener', text: 'Hello?' },
    { speaker: 'speaker', text: 'Hi.' },
  ];
  const { contexts } = await importDataset(importContext(db), {
    path: lines(dialogue('a', { turns })),
    dataset: 'small',
    format: 'jsonl',
  });
  expect(contexts).toBe(0);
});

test('the same file twice adds nothing, and further dialogues are added', async () => {
  const db = temporaryDatabase();
  const request = { dataset: 'small', format: 'jsonl' } as const;
  await importDataset(importContext(db), { ...request, path: lines(dialogue('a'), dialogue('b')) });
  const before = rowCounts(db);
  const again = await importDataset(importContext(db), {
    ...request,
    path: lines(dialogue('a'), dialogue('b')),
  });
  expect(again).toMatchObject({ added: { dialogues: 0, contexts: 0 }, already_there: 2 });
  expect(rowCounts(db)).toEqual(before);
  const more = await importDataset(importContext(db), {
    ...request,
    path: lines(dialogue('b'), dialogue('c')),
  });
  expect(more).toMatchObject({ added: { dialogues: 1 }, already_there: 1 });
});

test('a dialogue that is there with other content is refused by its line, and nothing comes in', async () => {
  const db = temporaryDatabase();
  const request = { dataset: 'small', format: 'jsonl' } as const;
  await importDataset(importContext(db), { ...request, path: lines(dialogue('a')) });
  const before = rowCounts(db);
  for (const changes of [{ emotion: 'sad' }, { situation: null }, { turns: dialogue('a').turns.slice(1) }]) {
    const error = await failureOf(
      importDataset(importContext(db), { ...request, path: lines(dialogue('b'), dialogue('a', changes)) }),
    );
    expect(error.message).toMatch(/line 2: conv_id a is already in the dataset with other content/);
  }
  expect(rowCounts(db)).toEqual(before);
});

test('a dialogue that is there in another split is refused by its line', async () => {
  const db = temporaryDatabase();
  const request = { path: lines(dialogue('a')), dataset: 'small', format: 'jsonl' } as const;
  await importDataset(importContext(db), { ...request, split: 'train' });
  const error = await failureOf(importDataset(importContext(db), { ...request, split: 'test' }));
  expect(error.message).toMatch(/line 1: conv_id a is already in the dataset, in the split train/);
});

test('a conv_id that stands twice in a file is one dialogue where both are equal, and refused where they differ', async () => {
  const db = temporaryDatabase();
  const request = { dataset: 'small', format: 'jsonl' } as const;
  const summary = await importDataset(importContext(db), {
    ...request,
    path: lines(dialogue('a'), dialogue('a')),
  });
  expect(summary).toMatchObject({ dialogues: 1, added: { dialogues: 1 } });
  expect(summary.notes).toHaveLength(1);
  const error = await failureOf(
    importDataset(importContext(db), {
      ...request,
      path: lines(dialogue('b'), dialogue('b', { emotion: 'x' })),
    }),
  );
  expect(error.message).toMatch(/line 2: conv_id b stands at line 1 with other content/);
});

test('a file without a dialogue, and a name that cannot be one, are refused', async () => {
  const db = temporaryDatabase();
  const context = importContext(db);
  const format = 'jsonl';
  const blank = temporaryFile('d.jsonl', '\n\n');
  expect((await failureOf(importDataset(context, { path: blank, dataset: 'x', format }))).message).toMatch(
    /holds no dialogues/,
  );
  const path = lines(dialogue('a'));
  expect((await failureOf(importDataset(context, { path, dataset: ' x', format }))).message).toMatch(/blank/);
  expect(
    (await failureOf(importDataset(context, { path, dataset: 'x', format, split: '' }))).message,
  ).toMatch(/split’s name is empty/);
});

test('a bad row leaves no trace, neither of a dataset nor of a system', async () => {
  const db = temporaryDatabase();
  const before = rowCounts(db);
  const path = lines(...Array.from({ length: 700 }, (_, n) => dialogue(`c${n}`)), { conv_id: 'x' });
  const error = await failureOf(
    importDataset(importContext(db), { path, dataset: 'small', format: 'jsonl' }),
  );
  expect(error.message).toMatch(/d\.jsonl, line 701: field turns/);
  expect(rowCounts(db)).toEqual(before);
  expect(db.driver.prepare('select status, error from imports').get()).toEqual({
    status: 'failed',
    error: error.message,
  });
});

test('an interruption while it is written undoes what was written', async () => {
  const db = temporaryDatabase();
  const before = rowCounts(db);
  const path = lines(...Array.from({ length: 500 }, (_, n) => dialogue(`c${n}`)));
  const stop = new AbortController();
  let seen = 0;
  const error = await failureOf(
    importDataset(
      {
        ...importContext(db),
        signal: stop.signal,
        onProgress: ({ done, total }) => {
          if (total === null || done < 200) return;
          seen = pendingRows(db);
          stop.abort();
        },
      },
      { path, dataset: 'small', format: 'jsonl' },
    ),
  );
  expect(error.code).toBe('interrupted');
  expect(seen).toBeGreaterThan(0);
  expect(rowCounts(db)).toEqual(before);
});

test('while another import into the dataset runs, one is refused', async () => {
  const db = temporaryDatabase();
  const path = lines(...Array.from({ length: 300 }, (_, n) => dialogue(`c${n}`)));
  const request = { path, dataset: 'small', format: 'jsonl' } as const;
  let second: Promise<unknown> | undefined;
  await importDataset(
    {
      ...importContext(db),
      onProgress: () => {
        second ??= failureOf(importDataset(importContext(db), request));
      },
    },
    request,
  );
  expect(await second).toMatchObject({ code: 'conflict' });
  expect(rowCounts(db)).toMatchObject({ dialogues: 300, contexts: 600 });
});
