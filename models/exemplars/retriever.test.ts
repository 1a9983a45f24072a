import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listenerTurns } from './listener-turns.ts';
import { bm25ReplyRecall, denseReplyRecall } from './measure-reply-recall.ts';
import { bm25Retriever, openRetriever } from './retriever.ts';
import { randomModelFolder, temporaryFolder } from './testing.ts';
import { openTextEncoders } from './text-encoders.ts';

const passages = [
  { id: 'a', emotion: 'sad', turns: ['My dog died.', 'Oh no, your dog!', 'Yes.', 'I am so sorry.'] },
  { id: 'b', emotion: 'sad', turns: ['My cat died.', 'Poor cat! A dog is good company, too.'] },
  { id: 'c', emotion: 'joyful', turns: ['We have a dog now.', 'A dog! How nice.'] },
  { id: 'd', turns: ['Hm.', 'What is it with you?'] },
].flatMap(listenerTurns);

const context = ['Hello.', 'Hi.', 'I lost my dog.'];

async function dense(cacheDir: string | null, dir = randomModelFolder('bert')) {
  return openRetriever(dir, passages, { cacheDir, threads: 1 });
}

describe.each([
  ['BM25', async () => bm25Retriever(passages)],
  ['a dense retriever', () => dense(null)],
] as const)('%s', (_, open) => {
  it('finds what listeners said, filtered by emotion and conversation, best first', async () => {
    const retriever = await open();
    const [all, sad, others, one, none] = await retriever.exemplars([
      { context },
      { context, emotion: 'sad' },
      { context, emotion: 'sad', excludeConversation: 'a' },
      { context, count: 1 },
      { context, emotion: 'proud' },
    ]);
    await retriever.dispose();
    const scores = all!.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((x, y) => y - x));
    expect(new Set(all!.map(({ emotion }) => emotion)).has('joyful')).toBe(true);
    expect(sad).toEqual(all!.filter(({ emotion }) => emotion === 'sad'));
    expect(others).toEqual(sad!.filter(({ conversation }) => conversation === 'b'));
    expect(others).toHaveLength(1);
    expect(one).toEqual(all!.slice(0, 1));
    expect(none).toEqual([]);
  });
});

describe('vectors of passages', () => {
  it('are kept by what they are made from, and made anew where the file is damaged', async () => {
    const [cacheDir, dir] = [temporaryFolder(), randomModelFolder('bert')];
    const search = async (folder = dir) => {
      const retriever = await dense(cacheDir, folder);
      const [found] = await retriever.exemplars([{ context }]);
      await retriever.dispose();
      return found;
    };
    const first = await search();
    const [name] = readdirSync(cacheDir);
    const file = join(cacheDir, name!);
    const bytes = readFileSync(file);
    // A last row of zeros shows that the file is what is read.
    writeFileSync(file, Buffer.concat([bytes.subarray(0, -48), Buffer.alloc(48)]));
    expect((await search())!.find(({ conversation }) => conversation === 'd')!.score).toBe(0);
    writeFileSync(file, bytes.subarray(0, 100));
    expect(await search()).toEqual(first);
    expect(readFileSync(file)).toEqual(bytes);
    await search(randomModelFolder('bert', 2));
    expect(readdirSync(cacheDir)).toHaveLength(2);
  });
});

describe('recall of the true reply', () => {
  const pairs = ['dog', 'cat', 'exam', 'car', 'house'].map((thing) => ({
    question: `I worry about my ${thing}.`,
    reply: `Oh, what is with the ${thing}?`,
  }));

  it('is whole for BM25 where question and reply share a word of their own', () => {
    expect(bm25ReplyRecall(pairs)).toEqual({ questions: 5, recallAt1: 1, recallAt10: 1, reciprocalRank: 1 });
    const apart = pairs.map(({ reply }, index) => ({ question: `q${index}`, reply }));
    expect(bm25ReplyRecall(apart)).toMatchObject({ recallAt1: 0, reciprocalRank: 1 / 5 });
  });

  it('is measured for encoders alike', async () => {
    const encoders = await openTextEncoders(randomModelFolder('bert'), { threads: 1 });
    const found = await denseReplyRecall(encoders, pairs);
    await encoders.dispose();
    expect(found).toMatchObject({ questions: 5, recallAt10: 1 });
    expect(found.reciprocalRank).toBeLessThanOrEqual(1);
  });
});
