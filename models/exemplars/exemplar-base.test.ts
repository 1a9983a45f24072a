import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { emotionVote } from './emotion-vote.ts';
import { readExemplarBase } from './exemplar-base.ts';
import { temporaryFolder } from './testing.ts';

const dialogue = {
  conv_id: 'a',
  emotion: 'sad',
  situation: 'left out',
  turns: [
    { speaker: 'speaker', text: 'My dog died_comma_ sadly.' },
    { speaker: 'listener', text: 'Oh no!' },
    { speaker: 'listener', text: ' I am  sorry. ' },
    { speaker: 'speaker', text: 'Thanks.' },
    { speaker: 'listener', text: ' ' },
  ],
};
const lines = [dialogue, { ...dialogue, conv_id: 'b', emotion: null }];

function written(name: string, text: string): string {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text);
  return join(folder, name);
}

describe('a base of exemplars', () => {
  const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`;

  it.each(['d.jsonl', 'd.jsonl.gz'])('is what listeners say in %s, and what is told there', (name) => {
    const { passages, stories } = readExemplarBase(written(name, text));
    const passage = { text: 'Oh no! I am sorry.', turn: 1, isListener: true };
    expect(passages).toEqual([
      { ...passage, conversation: 'a', emotion: 'sad' },
      { ...passage, conversation: 'b', emotion: null },
    ]);
    expect(stories[0]).toEqual({ conversation: 'a', emotion: 'sad', text: 'My dog died, sadly. Thanks.' });
  });
});

describe('a vote on the emotion', () => {
  const story = (conversation: string, emotion: string | null, told: string) => ({
    conversation,
    emotion,
    text: told,
  });
  const stories = [
    story('a', 'sad', 'my dog died'),
    story('b', 'sad', 'my dog is ill'),
    story('c', 'proud', 'my dog won a prize'),
    story('d', null, 'my dog'),
    story('e', 'joyful', 'holidays at last'),
  ];

  it('is of the dialogues that are told alike, one each, without the one that asks', () => {
    const vote = emotionVote(stories)!;
    expect(vote(['My dog!'])).toEqual([
      { label: 'sad', probability: 2 / 3 },
      { label: 'proud', probability: 1 / 3 },
    ]);
    expect(vote(['Holidays'])).toEqual([{ label: 'joyful', probability: 1 }]);
    expect(vote(['my dog'], 'a').map(({ probability }) => probability)).toEqual([1 / 2, 1 / 2]);
    expect(vote(['nothing of that'])).toEqual([]);
  });

  it('needs labels', () => {
    expect(emotionVote(stories.map((one) => ({ ...one, emotion: null })))).toBeNull();
  });
});
