import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { canonicalTensors, tensorsUnder } from './canonical-names.ts';
import { type BertConfig, parseModelConfig } from './configs.ts';
import type { BiEncoderCheckpoint } from './load-bi-encoder.ts';
import { readCheckpoint, readJsonObject } from './read-checkpoint.ts';
import { readSafetensors, type WeightTensor } from './read-safetensors.ts';

/** Where the two encoders of a pair stand: the prefixes of a side. */
export interface PairPrefixes {
  readonly question: string;
  readonly passage: string;
}

/** The names of `DPRQuestionEncoder` and `DPRContextEncoder`, and the folders in which both can lie side by side. */
const published: PairPrefixes = {
  question: 'question_encoder.bert_model.',
  passage: 'ctx_encoder.bert_model.',
};
const publishedFolders: PairPrefixes = { question: 'question_encoder', passage: 'ctx_encoder' };

/** The pooler is no part of a vector, and newer files of dense passage retrieval leave it out. */
const withoutPooler = { head: 'BertModel', without: /^pooler\./ } as const;

interface Found {
  readonly config: BertConfig;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
}

/**
 * Two BERTs that retrieve, whatever they were stored as:
 * - a folder of ours: `model.safetensors` (or `biencoder.safetensors`) whose names begin with the prefixes,
 * - a published checkpoint of dense passage retrieval: both encoders in one file, or `question_encoder/` and
 *   `ctx_encoder/` beside each other, each as it was downloaded,
 * - one BERT, which then stands on both sides.
 * @param prefixes those of a folder of ours, under which the tensors are given back, without poolers
 * @throws WorkbenchError `bad-input` that names the file and the tensor or key at fault
 */
export function loadEncoderPair(dir: string, prefixes: PairPrefixes): BiEncoderCheckpoint {
  const [asking, answering] = encoderFolders(dir);
  if (answering !== undefined)
    return paired(side(asking, published.question), side(answering, published.passage), prefixes);
  const names = [...storedIn(dir).keys()];
  for (const known of [prefixes, published])
    if (names.some((name) => name.startsWith(known.question)))
      return paired(side(dir, known.question), side(dir, known.passage), prefixes);
  const alone = side(dir, '');
  return paired(alone, alone, prefixes);
}

/** The folders a pair lies in: that of the questions' encoder (and of the tokenizer), and another where it has one. */
export function encoderFolders(dir: string): readonly [string, string?] {
  const isSplit = Object.values(publishedFolders).every((name) => existsSync(join(dir, name, 'config.json')));
  return isSplit ? [join(dir, publishedFolders.question), join(dir, publishedFolders.passage)] : [dir];
}

function storedIn(dir: string): ReadonlyMap<string, WeightTensor> {
  const own = join(dir, 'biencoder.safetensors');
  return existsSync(own) ? readSafetensors(own).tensors : readCheckpoint(dir).tensors;
}

function side(dir: string, prefix: string): Found {
  const config = configIn(dir);
  const inside = tensorsUnder(storedIn(dir), prefix);
  if (inside.size === 0)
    throw new WorkbenchError('bad-input', `${dir} holds no tensor that begins with ${prefix}`);
  return { config, tensors: canonicalTensors(inside, config, withoutPooler) };
}

/** `DPRConfig` is BERT's with one key more. */
function configIn(dir: string): BertConfig {
  const file = join(dir, 'config.json');
  const raw = readJsonObject(file);
  if (raw.model_type === 'dpr' && raw.projection_dim)
    throw new WorkbenchError('bad-input', `${file} has a projection behind BERT, which is not built here.`);
  const config = parseModelConfig(raw.model_type === 'dpr' ? { ...raw, model_type: 'bert' } : raw, file);
  if (config.model_type === 'bert') return { ...config, architectures: ['BertModel'] };
  throw new WorkbenchError(
    'bad-input',
    `${file} is of ${config.model_type}; a retriever's encoders are BERTs.`,
  );
}

function paired(question: Found, passage: Found, prefixes: PairPrefixes): BiEncoderCheckpoint {
  const under = (prefix: string, { tensors }: Found) =>
    [...tensors].map(([name, tensor]) => [`${prefix}${name}`, tensor] as const);
  const shapes = ({ tensors }: Found) =>
    JSON.stringify([...tensors].map(([name, { shape }]) => [name, shape]));
  if (shapes(question) !== shapes(passage))
    throw new WorkbenchError(
      'bad-input',
      'The two encoders differ in size; they must be of one configuration.',
    );
  const tensors = new Map([...under(prefixes.question, question), ...under(prefixes.passage, passage)]);
  return { config: question.config, tensors };
}
