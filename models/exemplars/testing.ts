import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { randomCheckpoint, tinyConfigs } from '../architectures/testing.ts';
import { trainByteLevelBpe } from '../tokenizers/train-byte-level-bpe.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';

const text = 'Oh no, what happened to your dog? I am so sorry about the exam.';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-exemplars-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A model of random weights with a tokenizer of bytes, as a folder. */
export function randomModelFolder(kind: 'bert' | 't5 1.0', seed = 1, extra: object = {}): string {
  const dir = temporaryFolder();
  const specialTokens = ['<pad>', '<eos>', '<bos>'];
  const tokenizer = trainByteLevelBpe([text], {
    vocabSize: 270,
    minFrequency: 2,
    specialTokens,
    lowercase: true,
  });
  const raw = { ...tinyConfigs[kind], vocab_size: 270, ...extra };
  const { tensors } = randomCheckpoint(
    { ...raw, ...(kind === 'bert' ? { max_position_embeddings: 64 } : {}) },
    seed,
  );
  mkdirSync(dir, { recursive: true });
  const json = (name: string, value: object) => writeFileSync(join(dir, name), JSON.stringify(value));
  json('config.json', { ...raw, ...(kind === 'bert' ? { max_position_embeddings: 64 } : {}) });
  json('tokenizer.json', tokenizer);
  json('tokenizer_config.json', { pad_token: '<pad>', eos_token: '<eos>', bos_token: '<bos>' });
  writeSafetensors(join(dir, 'model.safetensors'), tensors);
  return dir;
}
