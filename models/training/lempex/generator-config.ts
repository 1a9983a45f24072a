import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { softForms } from '../../architectures/soft-answer.ts';
import { dialogueSource } from '../data/data-source.ts';
import { loopFields } from '../framework/loop-config.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { t5Lengths } from '../t5/context-text.ts';
import { t5Fields } from '../t5/starting-t5.ts';
import { exemplarFields } from './exemplar-vectors.ts';
import { gloveField } from './glove.ts';

/** A file of dialogues, and the name of its exemplars; the one of the source itself for validation. */
const learnedSource = dialogueSource.extend({ exemplars: z.string().min(1).optional() });

/**
 * The defaults are those of LEMPEx on T5: 15 epochs at a constant 1e-4, 8 contexts a batch; on GloVe it is 50 epochs and 32
 * contexts. Nothing is clipped there; here the norm of a gradient is, as everywhere.
 */
export const generatorConfig = z.strictObject({
  /** The generator itself. */
  stage: z.literal('generator'),
  /** `t5`: any T5. `t5-glove`: one over whole words, of the published size where neither `model` nor --init is given. */
  variant: z.enum(['t5', 't5-glove']).default('t5'),
  ...t5Fields,
  ...gloveField,
  /** How the speakers' embeddings and the fusion start: see `generatorWeights`. */
  added: z.enum(['random', 'identity']).default('random'),
  /** Exemplars; left out for a generator without (the paper's ablation). */
  exemplars: exemplarFields.optional(),
  /** The folder, from --data, of the stage `classifiers`; needed unless empathyWeight is 0. */
  classifiers: z.string().min(1).optional(),
  /** The folder, from --data, of the recipe `sentiment`; needed unless sentimentWeight is 0. */
  sentiment: z.string().min(1).optional(),
  /** What the reference's cross-entropy counts. */
  mainWeight: z.number().positive().default(1),
  /** What the classifiers' cross-entropies count; 0 leaves them out (the paper's ablation). */
  empathyWeight: z.number().min(0).default(1),
  /** What the squared error of the sentiment counts; 0 leaves it out. */
  sentimentWeight: z.number().min(0).default(1),
  /** Whether the identifiers stay as they are. The released code lets them learn along unless told otherwise. */
  fixed: z.boolean().default(true),
  /** How a response is made soft; `positions` is the slip of axes of the released code. */
  soft: z.enum(softForms).default('vocabulary'),
  /** VADER's lexicon, from --data, for the sentiment of the references. */
  lexicon: z.string().default('lexicons/vader_lexicon.txt'),
  /** The most tokens of a context, its end included; the newest stay. */
  maxSource: z.int().min(2).default(t5Lengths.source),
  /** The most tokens of a reference before its end; validation takes references whole. */
  maxTarget: z.int().min(1).default(t5Lengths.target),
  /** Contexts of a batch at most. */
  batchRows: z.int().min(1).default(8),
  ...loopFields,
  epochs: loopFields.epochs.default(15),
  learningRate: loopFields.learningRate.default(1e-4),
  schedule: loopFields.schedule.default('constant'),
  weightDecay: z.number().min(0).default(0),
  /** Files of dialogues whose listeners' turns are learned. */
  data: z.array(learnedSource).min(1),
  /** Files, by a name each, whose cross-entropy chooses the best weights; exemplars are found under that name. */
  validation: z.record(z.string(), dialogueSource),
});

export type GeneratorConfig = z.infer<typeof generatorConfig>;

/** The size of the published variant on GloVe. */
const gloveSize = {
  layers: 6,
  width: 300,
  heads: 6,
  headWidth: 50,
  inner: 2048,
  activation: 'relu' as const,
};

/** With the published size where a variant on words is to start from nothing and none is given. */
export function sized(settings: GeneratorConfig, { init }: TrainingContext): GeneratorConfig {
  const { variant, model, glove } = settings;
  if (variant === 't5' && glove !== undefined)
    throw new WorkbenchError('bad-input', 'glove: only the variant "t5-glove" starts from vectors of words.');
  if (variant === 't5' || init || model) return settings;
  return { ...settings, model: { ...gloveSize, buckets: 32, maxDistance: 128 } };
}

/** The identifiers whose losses count. */
export function usedJudges(settings: GeneratorConfig) {
  const { empathyWeight, sentimentWeight, classifiers, sentiment } = settings;
  const need = (field: string, weight: string) =>
    new WorkbenchError('bad-input', `${field}: the config must name a folder, or set ${weight} to 0.`);
  if (empathyWeight > 0 && classifiers === undefined) throw need('classifiers', 'empathyWeight');
  if (sentimentWeight > 0 && sentiment === undefined) throw need('sentiment', 'sentimentWeight');
  return {
    classifiers: empathyWeight > 0 ? classifiers : undefined,
    sentiment: sentimentWeight > 0 ? sentiment : undefined,
  };
}
