import { WorkbenchError } from '#lib/errors.ts';
import { encoderPrefixes } from '../architectures/bi-encoder.ts';
import { readExemplarBase } from '../exemplars/exemplar-base.ts';
import { loadLempex } from '../lempex/lempex-folder.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { dialogueTokensOf } from '../training/language-model/dialogue-tokens.ts';
import { encoderFolders, loadEncoderPair } from '../weights/load-encoder-pair.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { readJsonObject } from '../weights/read-checkpoint.ts';
import { gptConfig } from './caire-form.ts';
import { checkpointFolder } from './checkpoint-folder.ts';
import { exemplarPlaces } from './lempex-form.ts';
import type { LempexDefinition } from './system-definition.ts';
import { t5End } from './t5-form.ts';

/**
 * Whether a system of LEMPEx can be run: all that it reads is there and of the right kind. Nothing is run.
 * @throws WorkbenchError `bad-input` or `bad-row` that says what is wrong
 */
export function checkLempex(definition: LempexDefinition): void {
  const dir = checkpointFolder(definition.checkpoint);
  t5End(loadLempex(dir).config.generator, dir);
  const places = exemplarPlaces(definition);
  if (!places) return;
  if (places.retriever !== 'bm25') checkEncoders(places.retriever);
  if (places.emotionFrom !== null) checkEmotions(places.emotionFrom);
  readExemplarBase(places.dialogues);
}

function checkEncoders(dir: string): void {
  const [home] = encoderFolders(dir);
  const { model_type } = readJsonObject(`${home}/config.json`);
  loadTokenizer(home);
  if (model_type === 't5') loadModelCheckpoint(dir, { head: 'T5EncoderModel' });
  else loadEncoderPair(dir, encoderPrefixes);
}

function checkEmotions(dir: string): void {
  const { emotion_labels } = gptConfig(loadModelCheckpoint(dir).config, dir);
  dialogueTokensOf(loadTokenizer(dir));
  if (emotion_labels?.length) return;
  throw new WorkbenchError(
    'bad-input',
    `${dir} has no emotion head, so "emotionFrom" cannot be it: name a checkpoint of the recipe caire, or leave it out.`,
  );
}
