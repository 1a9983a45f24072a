import { expect, test } from 'vitest';
import { addDialogueTokens } from './add-dialogue-tokens.ts';
import { growEmbeddings } from './grow-embeddings.ts';

test('new tokens begin as the mean of the known, in both tables, and no other weight changes', () => {
  const bias = Float32Array.of(1, 2);
  const weights = new Map([
    ['transformer.wte.weight', Float32Array.of(1, 2, 3, 6, 50, 50)],
    ['transformer.wpe.weight', Float32Array.of(7, 8)],
    ['lm_head.weight', Float32Array.of(0, 0, 4, 2, 60, 60)],
    ['transformer.h.0.ln_1.bias', bias],
  ]);
  const grown = growEmbeddings(weights, { width: 2, known: 2, vocabulary: 4, added: [2, 3] });
  expect([...grown.get('transformer.wte.weight')!]).toEqual([1, 2, 3, 6, 2, 4, 2, 4]);
  expect([...grown.get('lm_head.weight')!]).toEqual([0, 0, 4, 2, 2, 1, 2, 1]);
  expect([...grown.get('transformer.wpe.weight')!]).toEqual([7, 8]);
  expect(grown.get('transformer.h.0.ln_1.bias')).toBe(bias);
});

test('rows that fill a table up stay, where no new token takes their place', () => {
  const weights = new Map([['tokens_embed.weight', Float32Array.of(1, 3, 50, 60)]]);
  const grown = growEmbeddings(weights, { width: 1, known: 2, vocabulary: 4, added: [2] });
  expect([...grown.get('tokens_embed.weight')!]).toEqual([1, 3, 2, 60]);
});

test('only the tokens that are lacking are added, behind all others, in the order of TransferTransfo', () => {
  const held = new Map([
    ['<pad>', 0],
    ['<unk>', 1],
    ['hello', 2],
  ]);
  const files = {
    tokenizer: { model: {}, added_tokens: [{ id: 0, content: '<pad>' }] },
    config: { unk_token: '<unk>', bos_token: '<unk>', added_tokens_decoder: { 0: { content: '<pad>' } } },
  };
  const { tokenizer, config, added } = addDialogueTokens(files, { idOf: (t) => held.get(t), vocabSize: 3 });
  const contents = (tokenizer.added_tokens as { id: number; content: string }[]).map(({ id, content }) => [
    id,
    content,
  ]);
  expect(contents).toEqual([
    [0, '<pad>'],
    [3, '<bos>'],
    [4, '<eos>'],
    [5, '<speaker1>'],
    [6, '<speaker2>'],
  ]);
  expect(added).toEqual([3, 4, 5, 6]);
  expect(config).toMatchObject({
    unk_token: '<unk>',
    bos_token: '<bos>',
    pad_token: '<pad>',
    additional_special_tokens: ['<speaker1>', '<speaker2>'],
    added_tokens_decoder: { 0: { content: '<pad>' }, 6: { content: '<speaker2>', special: true } },
  });
});
