import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import {
  type FirstPositionCheckpoint,
  firstPositionCheckpoint,
} from '../../architectures/lempex-identifiers.ts';
import { type Element, elements, loadEmpathyClassifier } from '../../lempex/empathy-classifiers.ts';
import { readCheckpoint } from '../../weights/read-checkpoint.ts';
import { readT5Config } from '../../weights/read-t5-config.ts';
import { judgePrefix, type LempexJudges } from './lempex-model.ts';

/** The identifiers of a generator's losses and where they came from. */
export interface StartingJudges extends LempexJudges {
  readonly classifiersDir: string | null;
  /** Under the prefixes of `judgePrefix`. */
  readonly weights: () => ReadonlyMap<string, Float32Array>;
  /** Their folders, by what they judge. */
  readonly startsFrom: Readonly<Record<string, string>>;
}

export interface JudgeOptions {
  readonly dataDir: string;
  /** The folder of the generator's tokenizer, which must be that of the identifiers. */
  readonly tokenizerDir: string;
}

/**
 * Identifiers from folders, left out where none are named.
 * @throws WorkbenchError `bad-input` where one is missing or has another tokenizer than the generator
 */
export function startingJudges(
  {
    classifiers,
    sentiment,
  }: { readonly classifiers?: string | undefined; readonly sentiment?: string | undefined },
  { dataDir, tokenizerDir }: JudgeOptions,
): StartingJudges {
  const classifiersDir = classifiers === undefined ? null : resolve(dataDir, classifiers);
  const sentimentDir = sentiment === undefined ? null : resolve(dataDir, sentiment);
  const startsFrom: Record<string, string> = {};
  for (const element of classifiersDir === null ? [] : elements)
    startsFrom[element] = join(classifiersDir ?? '', element);
  if (sentimentDir !== null) startsFrom.sentiment = sentimentDir;
  for (const folder of Object.values(startsFrom)) requireTokenizer(folder, tokenizerDir);
  const own: LempexJudges = {
    classifiers: classifiersDir === null ? undefined : allClassifiers(classifiersDir),
    sentiment: sentimentDir === null ? undefined : regressorOf(sentimentDir),
  };
  return {
    ...own,
    classifiersDir,
    weights: () => new Map([...judgeWeights(own)]),
    startsFrom,
  };
}

function allClassifiers(dir: string): Readonly<Record<Element, FirstPositionCheckpoint>> {
  const entries = elements.map((element) => [element, loadEmpathyClassifier(dir, element)] as const);
  return Object.fromEntries(entries) as Record<Element, FirstPositionCheckpoint>;
}

function regressorOf(dir: string): FirstPositionCheckpoint {
  return firstPositionCheckpoint(
    readCheckpoint(dir).tensors,
    readT5Config(join(dir, 'config.json')),
    'scorer',
  );
}

function* judgeWeights({ classifiers, sentiment }: LempexJudges): Generator<readonly [string, Float32Array]> {
  const named = [
    ...elements.map((name) => [name, classifiers?.[name]] as const),
    ['sentiment', sentiment] as const,
  ];
  for (const [name, checkpoint] of named)
    for (const [tensor, weight] of checkpoint?.tensors ?? [])
      yield [`${judgePrefix(name)}${tensor}`, weight.read()];
}

/** A soft response is a mixture of the generator's words, so an identifier must have the same ones. */
function requireTokenizer(folder: string, tokenizerDir: string): void {
  const [own, other] = [join(folder, 'tokenizer.json'), join(tokenizerDir, 'tokenizer.json')];
  if (existsSync(own) && existsSync(other) && readFileSync(own).equals(readFileSync(other))) return;
  throw new WorkbenchError(
    'bad-input',
    `${folder} has another tokenizer than the generator: LEMPEx's losses need identifiers of the same words.`,
  );
}
