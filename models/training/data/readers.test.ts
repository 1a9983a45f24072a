import { existsSync, renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jsonLines, temporaryFolder, writeText } from '../testing.ts';
import type { Dialogue } from './dialogue.ts';
import { type DialogueForm, readDialogues } from './read-dialogues.ts';
import { readEpitome } from './read-epitome.ts';

const shared = new URL('../../../../shared/data/', import.meta.url);

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function read(lines: readonly unknown[], form: DialogueForm, name = 'd.jsonl.gz'): Promise<Dialogue[]> {
  return all(readDialogues(writeText(temporaryFolder(), name, jsonLines(lines)), form));
}

test('EmpatheticDialogues: emotion and situation are kept, and turns of one person in a row are one', async () => {
  const turns = [
    { speaker: 'speaker', text: 'I failed_comma_ again.' },
    { speaker: 'listener', text: ' Oh no! ' },
    { speaker: 'listener', text: 'What happened?' },
  ];
  const line = { conv_id: 'hit:1', emotion: 'sad', situation: 'An  exam', turns };
  expect(await read([line], 'empathetic-dialogues')).toEqual([
    {
      id: 'hit:1',
      emotion: 'sad',
      situation: 'An exam',
      turns: ['I failed, again.', 'Oh no! What happened?'],
    },
  ]);
});

test('plain dialogues are normalised, tokenised ones are written out too', async () => {
  const line = { id: 'a', turns: ['It ’ s me , Jim .', 'Hi !'] };
  expect((await read([line], 'plain'))[0]?.turns).toEqual(["It ' s me , Jim .", 'Hi !']);
  expect((await read([line], 'tokenised'))[0]?.turns).toEqual(["It's me, Jim.", 'Hi!']);
});

test('the persona of PersonaChat is of who answers; Synthetic-Persona-Chat has one of each', async () => {
  const turns = ['hi !', 'hello .'];
  const [one] = await read([{ id: 'p', turns, persona: ['i like tea .'] }], 'persona-chat');
  expect(one?.personas).toEqual([[], ['i like tea.']]);
  const both = { id: 's', turns, persona1: ['I run.'], persona2: ['I read.'] };
  const [two] = await read([both], 'synthetic-persona-chat', 'd.jsonl');
  expect(two?.personas).toEqual([['I run.'], ['I read.']]);
});

test('a dialogue ends before a turn without words or with an unfilled place, and is left out if too short', async () => {
  const lines = [
    { id: 'a', turns: ['one', 'two', ' ', 'four'] },
    { id: 'b', turns: ["Hi, I'm [User 1's name].", 'Hi!'] },
    { id: 'c', turns: ['alone'] },
  ];
  expect((await read(lines, 'plain')).map(({ turns }) => turns)).toEqual([['one', 'two']]);
});

test('a line of another form is named by its number, and none of it is quoted', async () => {
  const lines = [
    { id: 'a', turns: ['x', 'y'] },
    { id: 'b', secret: 'words' },
  ];
  await expect(read(lines, 'plain')).rejects.toThrow(
    /^(?!.*words).*line 2 is not a dialogue of the form "plain"/,
  );
});

test('a missing file and a damaged one are refused by name', async () => {
  await expect(all(readDialogues('/nowhere/x.jsonl.gz', 'plain'))).rejects.toThrow(
    /There is no \/nowhere\/x\.jsonl\.gz/,
  );
  const path = writeText(temporaryFolder(), 'x.jsonl', 'no gzip at all');
  renameSync(path, `${path}.gz`);
  await expect(all(readDialogues(`${path}.gz`, 'plain'))).rejects.toThrow(/damaged/);
});

test('EPITOME: quoted commas and line breaks stay in their field, rationales are divided', async () => {
  const text =
    'sp_id,rp_id,seeker_post,response_post,level,rationales\r\ns1,r1,"I am lost,\nreally","You said ""lost"". Why?",2,Why?|lost|\r\ns2,r2,Help,ok,0,\r\n';
  const path = writeText(temporaryFolder(), 'e.csv.gz', text);
  expect(await all(readEpitome(path))).toEqual([
    {
      seekerId: 's1',
      responseId: 'r1',
      seekerPost: 'I am lost, really',
      responsePost: 'You said "lost". Why?',
      level: 2,
      rationales: ['Why?', 'lost'],
    },
    { seekerId: 's2', responseId: 'r2', seekerPost: 'Help', responsePost: 'ok', level: 0, rationales: [] },
  ]);
});

test('EPITOME: a level that is none of the three is refused with its row', async () => {
  const text = 'sp_id,rp_id,seeker_post,response_post,level,rationales\ns1,r1,a,b,3,\n';
  await expect(all(readEpitome(writeText(temporaryFolder(), 'e.csv', text)))).rejects.toThrow(
    /row 1 is not one of EPITOME/,
  );
});

// One dialogue of the validation split has a single turn.
test.skipIf(!existsSync(shared))('the files at hand are read whole', async () => {
  const count = async (items: AsyncIterable<unknown>) => (await all(items)).length;
  const at = (path: string) => new URL(path, shared).pathname;
  expect(await count(readDialogues(at('empatheticdialogues/valid.jsonl.gz'), 'empathetic-dialogues'))).toBe(
    2768,
  );
  expect(await count(readDialogues(at('pretrain/dailydialog_validation.jsonl.gz'), 'tokenised'))).toBe(1000);
  expect(await count(readDialogues(at('pretrain/personachat_valid.jsonl.gz'), 'persona-chat'))).toBe(1000);
  expect(await count(readEpitome(at('epitome/explorations-reddit.csv.gz')))).toBe(3084);
});
