import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { type BertConfig, parseModelConfig, type T5Config } from '../weights/configs.ts';
import { readJsonObject } from '../weights/read-checkpoint.ts';

/** What a folder's encoder is. @throws WorkbenchError `bad-input` where it holds no BERT and no T5 */
export function encoderConfig(dir: string): BertConfig | T5Config {
  const file = join(dir, 'config.json');
  const raw = readJsonObject(file);
  if (raw.model_type !== 'bert' && raw.model_type !== 't5')
    throw new WorkbenchError(
      'bad-input',
      `${file} is of ${String(raw.model_type)}; an encoder here is a BERT or a T5. Give the folder of one.`,
    );
  return parseModelConfig(raw, file) as BertConfig | T5Config;
}

export function encoderLayers(config: BertConfig | T5Config): number {
  return config.model_type === 't5' ? config.num_layers : config.num_hidden_layers;
}

/**
 * Three quarters of the layers, rounded up: 9 of BERT-base's 12, 18 of BERT-large's 24, which Zhang et al. (2020) found
 * to go best with people's judgement.
 */
export function usualLayer(dir: string): number {
  return Math.ceil((encoderLayers(encoderConfig(dir)) * 3) / 4);
}
