import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadTokenizer } from './load-tokenizer.ts';
import { trainByteLevelBpe } from './train-byte-level-bpe.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tokenizers-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(name: string, content: unknown): void {
  writeFileSync(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
}

const special = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };

/** The parts of bert-base-uncased's file, with a vocabulary of a few words. */
const wordPiece = {
  version: '1.0',
  added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map((content, id) => ({ id, content, ...special })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 1 } },
      { SpecialToken: { id: '[SEP]', type_id: 1 } },
    ],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, sad: 4, '##ness': 5, joy: 6 },
  },
};

/** The parts of T5's file: Unigram with the space as ▁ and </s> at the end. */
const unigram = {
  version: '1.0',
  added_tokens: ['<pad>', '</s>', '<unk>'].map((content, id) => ({ id, content, ...special })),
  normalizer: null,
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', add_prefix_space: true, prepend_scheme: 'always' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
    pair: [
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '</s>', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 0 } },
      { SpecialToken: { id: '</s>', type_id: 0 } },
    ],
    special_tokens: { '</s>': { id: '</s>', ids: [1], tokens: ['</s>'] } },
  },
  decoder: { type: 'Metaspace', replacement: '▁', add_prefix_space: true, prepend_scheme: 'always' },
  model: {
    type: 'Unigram',
    unk_id: 2,
    vocab: [
      ['<pad>', 0],
      ['</s>', 0],
      ['<unk>', 0],
      ['▁I', -2],
      ['▁am', -2],
      ['▁sad', -3],
      ['▁', -4],
      ['s', -5],
    ],
  },
};

/** The parts of openai-gpt's file: lower case, merges with the end of a word marked. */
const gpt = {
  version: '1.0',
  added_tokens: [{ id: 0, content: '<unk>', ...special }],
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: null,
  decoder: { type: 'BPEDecoder', suffix: '</w>' },
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: '<unk>',
    continuing_subword_prefix: '',
    end_of_word_suffix: '</w>',
    fuse_unk: false,
    vocab: { '<unk>': 0, h: 1, i: 2, 'i</w>': 3, 'hi</w>': 4, 'h</w>': 5 },
    merges: ['h i</w>'],
  },
};

test('WordPiece frames one text or two and tells which is which', () => {
  const tokenizer = loadTokenizer(wordPiece);
  expect(tokenizer.encode('Sadness joy')).toEqual([2, 4, 5, 6, 3]);
  expect(tokenizer.encode('Sadness', { addSpecialTokens: false })).toEqual([4, 5]);
  expect(tokenizer.encodeWithTypes('sad', { pair: 'joy' })).toEqual({
    ids: [2, 4, 3, 6, 3],
    typeIds: [0, 0, 0, 1, 1],
  });
  expect(tokenizer.decode([2, 4, 5, 6, 3], { skipSpecialTokens: true })).toBe('sadness joy');
});

test('Unigram ends a text as T5 expects', () => {
  const tokenizer = loadTokenizer(unigram);
  expect(tokenizer.encode('I am sad')).toEqual([3, 4, 5, 1]);
  expect(tokenizer.decode([3, 4, 5, 1], { skipSpecialTokens: true })).toBe('I am sad');
});

test("GPT's merges mark the end of a word", () => {
  const tokenizer = loadTokenizer(gpt);
  expect(tokenizer.encode('Hi hi')).toEqual([4, 4]);
  expect(tokenizer.decode([4, 4])).toBe('hi hi');
  expect(tokenizer.decode([4, 4], { skipSpecialTokens: true })).toBe('hi hi');
});

test('a folder needs tokenizer.json only; the other files tell the roles of special tokens', () => {
  write('tokenizer.json', wordPiece);
  expect(loadTokenizer(dir).specialIds).toEqual({});
  write('special_tokens_map.json', { pad_token: '[PAD]', sep_token: '[UNK]' });
  write('tokenizer_config.json', {
    sep_token: { content: '[SEP]' },
    cls_token: '[CLS]',
    mask_token: '[MASK]',
    bos_token: null,
  });
  const tokenizer = loadTokenizer(dir);
  expect(tokenizer.specialIds).toEqual({ pad: 0, cls: 2, sep: 3 });
  expect([...tokenizer.allSpecialIds]).toEqual([0, 1, 2, 3]);
  expect(tokenizer.vocabSize).toBe(7);
  expect([tokenizer.idOf('joy'), tokenizer.tokenOf(6), tokenizer.idOf('anger')]).toEqual([
    6,
    'joy',
    undefined,
  ]);
});

test('text is tidied after decoding only where the configuration says so', () => {
  const json = trainByteLevelBpe([], { vocabSize: 300 });
  write('tokenizer.json', json);
  const ids = loadTokenizer(json).encode('well , no .');
  expect(loadTokenizer(dir).decode(ids)).toBe('well , no .');
  write('tokenizer_config.json', { clean_up_tokenization_spaces: true });
  expect(loadTokenizer(dir).decode(ids)).toBe('well, no.');
});

test('no ids are no text, and an id outside the vocabulary is refused', () => {
  const tokenizer = loadTokenizer(wordPiece);
  expect(tokenizer.decode([])).toBe('');
  expect(() => tokenizer.decode([4, 7])).toThrow(/id 7 is not in/);
  expect(() => tokenizer.decode([-1])).toThrow(/id -1 is not in/);
  expect(tokenizer.encode('', { addSpecialTokens: false })).toEqual([]);
});

test('what is missing, broken or unknown is refused with its file', () => {
  expect(() => loadTokenizer(dir)).toThrow(/tokenizer\.json is missing or not a JSON object/);
  write('tokenizer.json', '{"model":');
  expect(() => loadTokenizer(dir)).toThrow(/tokenizer\.json is missing or not a JSON object/);
  write('tokenizer.json', { model: wordPiece.model });
  expect(() => loadTokenizer(dir)).toThrow(/tokenizer\.json is not a tokenizer that can be used/);
  write('tokenizer.json', { ...wordPiece, model: { type: 'Other' } });
  expect(() => loadTokenizer(dir)).toThrow(expect.objectContaining({ code: 'bad-input' }));
  write('tokenizer.json', wordPiece);
  write('tokenizer_config.json', '[]');
  expect(() => loadTokenizer(dir)).toThrow(/tokenizer_config\.json/);
});
