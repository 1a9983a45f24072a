import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { readJsonObject } from '../weights/read-checkpoint.ts';
import { type CardKind, cardTexts } from './model-card-texts.ts';

const hashes = z.record(z.string(), z.string());

/** What every training leaves as `training.json`. */
const trainingRecord = z.looseObject({
  recipe: z.string(),
  config: z.looseObject({ stage: z.string().optional(), seed: z.int().optional() }),
  data: hashes,
  init: hashes.nullish(),
  embeddings: hashes.nullish(),
  numbers: z.record(z.string(), z.unknown()),
  commit: z.string().nullish(),
});

export type TrainingRecord = z.infer<typeof trainingRecord>;

/** The record of a training's folder; undefined where it has none. */
export function trainingRecordOf(dir: string): TrainingRecord | undefined {
  const path = join(dir, 'training.json');
  if (!existsSync(path)) return undefined;
  const parsed = trainingRecord.safeParse(readJsonObject(path));
  if (parsed.success) return parsed.data;
  throw new WorkbenchError('bad-input', `${path} is not the record of a training of this program.`);
}

/**
 * The trainings that lie before one, oldest first, as given by their folders.
 * @throws WorkbenchError `bad-input` for a folder without a record, or whose weights no later one started from
 */
export function earlierTrainings(last: TrainingRecord, dirs: readonly string[]): TrainingRecord[] {
  const records = dirs.map((dir) => {
    const record = trainingRecordOf(dir);
    if (record) return { dir, record };
    throw new WorkbenchError('bad-input', `${dir} has no training.json: name the folder of a training.`);
  });
  const later = [last, ...records.map(({ record }) => record)];
  const used = new Set(later.flatMap(({ init, embeddings }) => Object.values({ ...init, ...embeddings })));
  for (const { dir } of records) {
    const weights = createHash('sha256')
      .update(readFileSync(join(dir, 'model.safetensors')))
      .digest('hex');
    if (!used.has(weights))
      throw new WorkbenchError('bad-input', `No training here started from the weights in ${dir}.`);
  }
  return records.map(({ record }) => record);
}

export interface CardOptions {
  readonly name: string;
  readonly record: TrainingRecord;
  /** Trainings before, oldest first. */
  readonly earlier?: readonly TrainingRecord[];
  /** The training of the retriever that goes with it. */
  readonly retriever?: TrainingRecord | undefined;
}

/** The model card of a trained model, Markdown with the metadata that model hubs read. */
export function modelCard({ name, record, earlier = [], retriever }: CardOptions): string {
  const { what, kind } = cardTexts.recipes[record.recipe] ?? cardTexts.unknown;
  const stages = [...earlier, record];
  const start = startOf(stages[0] ?? record);
  return `${[
    ['---', 'license: cc-by-nc-4.0', 'language: en', '---'].join('\n'),
    `# ${name}`,
    what,
    `**Research use, CC BY-NC 4.0.** ${cardTexts.licence}`,
    ...sectionsOfUse(kind),
    `## Training\n\nFrom ${start}, in ${stages.length === 1 ? 'one stage' : `${stages.length} stages`}, ${hoursOf(stages)}.`,
    ...stages.map(stageSection),
    ...(retriever
      ? ['## Its retriever\n\nThe folder `retriever` was trained by itself.', stageSection(retriever)]
      : []),
    `## Weights\n\n${cardTexts.weights}`,
  ].join('\n\n')}\n`;
}

function startOf({ init, embeddings }: TrainingRecord): string {
  if (init) return 'weights that were trained elsewhere';
  return embeddings ? 'nothing but embeddings that were trained elsewhere' : 'nothing';
}

function sectionsOfUse(kind: CardKind): string[] {
  const { use, misuse, limits } = cardTexts.kinds[kind];
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');
  return [
    `## What it is for\n\n${list(use)}`,
    `## What it must not be used for\n\n${list([...misuse, ...cardTexts.misuse])}`,
    `## Limits\n\n${list([...limits, ...cardTexts.limits])}`,
  ];
}

function hoursOf(stages: readonly TrainingRecord[]): string {
  const seconds = stages.map(({ numbers }) => numbers.seconds).filter((value) => typeof value === 'number');
  if (seconds.length < stages.length) return 'for a time that was not recorded';
  return `${hours(seconds.reduce((sum, value) => sum + value, 0))} in all`;
}

function hours(seconds: number): string {
  return seconds < 3600 ? `${(seconds / 60).toFixed(1)} minutes` : `${(seconds / 3600).toFixed(1)} hours`;
}

function stageSection({ recipe, config, data, init, embeddings, numbers, commit }: TrainingRecord): string {
  const from = [
    ...Object.entries(init ?? {}).map(([file, hash]) => ['starts from', file, hash] as const),
    ...Object.entries(embeddings ?? {}).map(([file, hash]) => ['embeddings of', file, hash] as const),
  ];
  const facts = [
    ['recipe', `\`${recipe}\`${config.stage ? `, stage ${config.stage}` : ''}`],
    ['seed', `${config.seed ?? 1}`],
    ['commit', commit ?? 'not recorded'],
    ['time', typeof numbers.seconds === 'number' ? hours(numbers.seconds) : 'not recorded'],
    ...from.map(([what, file, hash]) => [what, `\`${file}\`, SHA-256 ${hash}`]),
    ...Object.entries(data).map(([file, hash]) => ['data', `\`${file}\`, SHA-256 ${hash}`]),
  ];
  return [
    `### ${recipe}${config.stage ? `: ${config.stage}` : ''}`,
    table(['', ''], facts),
    table(['number', 'value'], flatNumbers(numbers)),
    `Its settings:\n\n\`\`\`json\n${JSON.stringify(config, null, 2)}\n\`\`\``,
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Numbers by their paths (`best.loss`), rounded to six digits; how the loop stood inside is no result. */
function flatNumbers(numbers: Readonly<Record<string, unknown>>, prefix = ''): string[][] {
  return Object.entries(numbers).flatMap(([name, value]) => {
    if (prefix === '' && ['watch', 'validatedAt', 'seconds'].includes(name)) return [];
    if (typeof value === 'number')
      return [[`${prefix}${name}`, `${Number.isInteger(value) ? value : Number(value.toPrecision(6))}`]];
    if (typeof value === 'string') return [[`${prefix}${name}`, value]];
    if (typeof value !== 'object' || value === null) return [];
    // What was said is for a page of its own; a card has numbers.
    if (Array.isArray(value) && typeof value[0] === 'object') return [];
    return flatNumbers(value as Record<string, unknown>, `${prefix}${name}.`);
  });
}
