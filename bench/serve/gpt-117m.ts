import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDefinition } from '#models/generators/system-definition.ts';
import { parseModelConfig } from '#models/weights/configs.ts';
import { expectedTensors } from '#models/weights/expected-tensors.ts';
import { shippedFolder } from '#models/weights/open-shipped.ts';
import { writeDrawn } from '../generate/random-systems.ts';

const width = 768;
const lastBlock = 11;
/** Of the CAiRE that ships: real speech takes about as many of its tokens as of GPT's, which has five times the merges. */
const tokenizerPath = join(shippedFolder, 'caire', 'tokenizer.json');
/** Ids that it has a text for. */
const spoken = 8000;

const config = {
  model_type: 'openai-gpt',
  architectures: ['OpenAIGPTDoubleHeadsModel'],
  vocab_size: 40_478,
  n_positions: 512,
  n_embd: width,
  n_layer: 12,
  n_head: 12,
};

/**
 * CAiRE in the shape of GPT (Radford 2018), 117 million weights drawn from a seed. Replies have no end of their own:
 * all have 15 tokens. The last block's norm makes logits deviate by about 4 as a trained model's do, and keeps ids that
 * the tokenizer has no text for from being drawn, so that replies are as long a part of the next prompt as real ones.
 */
export function writeGpt117m(folder: string, weights: 'float32' | 'int8'): ModelDefinition {
  const checkpoint = writeDrawn(join(folder, 'gpt-117m'), {
    config,
    shapes: expectedTensors(parseModelConfig({ ...config }, 'config.json')),
    tokenizerJson: JSON.parse(readFileSync(tokenizerPath, 'utf8')),
    adjust: (name, values) => {
      if (/h\.\d+\.ln_2\.weight$/.test(name))
        return values.fill(name.includes(`h.${lastBlock}.`) ? 4 / (0.02 * Math.sqrt(width)) : 1);
      if (name.endsWith(`h.${lastBlock}.ln_2.bias`)) return values.fill(1);
      if (name.endsWith('tokens_embed.weight')) return values.fill(-0.1, spoken * width);
      return values;
    },
  });
  return {
    name: `gpt-117m ${weights}`,
    generator: 'caire',
    checkpoint,
    weights,
    settings: { maxNewTokens: 15 },
  };
}
