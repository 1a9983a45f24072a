import { resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { encoderPrefixes, encoderSides } from '../../architectures/bi-encoder.ts';
import { type BertConfig, parseModelConfig } from '../../weights/configs.ts';
import { encoderFolders, loadEncoderPair } from '../../weights/load-encoder-pair.ts';
import { initialWeights } from '../framework/initial-weights.ts';
import { modelSize } from '../framework/model-size.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { wordVectorsOf } from '../t5/starting-encoder.ts';

/** The part of a config that says what encoders a training starts from. */
export const encoderFields = {
  /** The folder of a tokenizer, from --data; of --init where that is given. */
  tokenizer: z.string().optional(),
  /** The size of a BERT from nothing, the same weights on both sides; that of --init where that is given. */
  model: modelSize.optional(),
  /** A folder, from --data, of a GPT or T5 of the same tokenizer and width, whose word embeddings BERTs from nothing take. */
  wordVectors: z.string().optional(),
  /**
   * What a text's vector is: the state of [CLS] as in DPR, or the mean over its tokens, which encoders from nothing need
   * (their first state is the same for all texts, and its loss stays where it is for long).
   */
  pooling: z.enum(['first', 'mean']).default('first'),
  /** The share of values, and of attention weights, that are dropped. */
  dropout: z.number().min(0).lt(1).default(0.1),
};

type EncoderFields = z.infer<z.ZodObject<typeof encoderFields>> & { readonly seed: number };

export interface StartingBiEncoder {
  /** The folder of the tokenizer. */
  readonly tokenizer: string;
  /** Folders beside --init whose weights are started from, by what they give. */
  readonly startsFrom: Readonly<Record<string, string>>;
  readonly config: (vocabulary: number) => BertConfig;
  readonly weights: (config: BertConfig) => ReadonlyMap<string, Float32Array>;
}

/**
 * A folder (`--init`: a retriever, a published checkpoint of dense passage retrieval, or one BERT for both sides), or
 * BERTs of the config's size from nothing. Both sides then start from the same weights, as two copies of a pre-trained
 * BERT do: a question and an answer that share words are alike from the first step on.
 * @throws WorkbenchError `bad-input` where config and `--init` do not fit each other or the folder holds no encoders
 */
export function startingBiEncoder(
  settings: EncoderFields,
  { init, dataDir }: TrainingContext,
): StartingBiEncoder {
  const { model, tokenizer, dropout, pooling } = settings;
  const wordVectors = settings.wordVectors === undefined ? null : resolve(dataDir, settings.wordVectors);
  const rates = {
    hidden_dropout_prob: dropout,
    attention_probs_dropout_prob: dropout,
    retrieval_pooling: pooling,
  };
  if (init) {
    if (model || tokenizer || wordVectors)
      throw new WorkbenchError(
        'bad-input',
        'With --init the model and the tokenizer are those of that folder: take "model" and "tokenizer" (and "wordVectors") out of the config.',
      );
    const { config, tensors } = loadEncoderPair(init, encoderPrefixes);
    const [questions, passages] = encoderFolders(init);
    return {
      tokenizer: questions,
      startsFrom: passages === undefined ? {} : { questions, passages },
      config: () => ({ ...config, ...rates }),
      weights: () => new Map([...tensors].map(([name, tensor]) => [name, tensor.read()])),
    };
  }
  if (!model || !tokenizer)
    throw new WorkbenchError(
      'bad-input',
      'Without --init the config must have "model" and "tokenizer": the size of two BERTs from nothing, and their tokenizer.',
    );
  return {
    tokenizer: resolve(dataDir, tokenizer),
    startsFrom: wordVectors === null ? {} : { wordVectors },
    config: (vocabulary) => ({ ...newBert(model, vocabulary), ...rates }),
    weights: (config) => {
      const weights = initialWeights(config, settings.seed);
      const size = { vocab_size: config.vocab_size, d_model: config.hidden_size };
      if (wordVectors) weights.set('embeddings.word_embeddings.weight', wordVectorsOf(wordVectors, size));
      return sameOnBothSides(weights);
    },
  };
}

function newBert(
  { layers, width, heads, positions }: NonNullable<EncoderFields['model']>,
  vocabulary: number,
): BertConfig {
  const raw = {
    model_type: 'bert',
    architectures: ['BertModel'],
    vocab_size: vocabulary,
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: 4 * width,
    max_position_embeddings: positions,
    pad_token_id: 0,
  };
  const config = parseModelConfig(raw, 'The "model" of the config');
  if (config.model_type === 'bert') return config;
  throw new Error('a BERT was asked for');
}

function sameOnBothSides(weights: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  const kept = [...weights].filter(([name]) => !name.startsWith('pooler.'));
  return new Map(
    encoderSides.flatMap((side) =>
      kept.map(([name, values]) => [`${encoderPrefixes[side]}${name}`, values.slice()] as const),
    ),
  );
}
