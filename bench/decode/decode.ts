import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isWorkbenchError } from '#lib/errors.ts';
import { machineLine } from '../support/machine.ts';
import { type BenchModel, benchCheckpoint, benchModelTitles, parameterCount } from './bench-models.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { installedVersion, installTransformers, transformersPackage } from './install-transformers.ts';
import { type ConversationRow, measureConversation } from './measure-conversation.ts';
import { type EqualRow, measureEqual } from './measure-equal.ts';
import { betterRates, measureRates, type Rates } from './measure-peaks.ts';
import { measureStream, type StreamRow } from './measure-stream.ts';
import { weightsPerStep } from './reply-work.ts';
import { type System, startTransformers, startWorkbench } from './systems.ts';

export interface DecodeBenchOptions {
  readonly models: readonly BenchModel[];
  readonly threads: number;
  /** of the mixed stream */
  readonly requests: number;
  readonly skipTransformers: boolean;
  /** fewer repeats and shorter loads: to see that it runs, not to quote */
  readonly quick: boolean;
  readonly dataDir: string;
  readonly note: (line: string) => void;
}

export interface ModelResult {
  readonly model: BenchModel;
  readonly title: string;
  readonly parameters: number;
  readonly equal: readonly EqualRow[];
  readonly stream: readonly StreamRow[];
  readonly conversation: readonly ConversationRow[];
  /** measured before and after, the better of the two */
  readonly rates: Rates;
  readonly bounds: readonly Bounds[];
}

export interface DecodeBenchResult {
  readonly machine: string;
  readonly onnxruntime: string;
  /** version and onnxruntime of transformers.js, or why it was left out */
  readonly transformers:
    | { readonly version: string; readonly onnxruntime: string }
    | { readonly skipped: string };
  readonly threads: number;
  readonly requests: number;
  readonly quick: boolean;
  readonly models: readonly ModelResult[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const onnxruntime = 'onnxruntime-node';

/** Most rows of a batch: as many as the largest of the equal batches, and those with which serving is best. */
const rows = 32;
const servingRows: Readonly<Record<BenchModel, number>> = { small: 32, 'gpt2-shape': 16 };

/** Room for the prefixes of all conversations several times over: 60 tokens take 0.7 and 4.4 MB. */
const prefixMebibytes: Readonly<Record<BenchModel, number>> = { small: 64, 'gpt2-shape': 256 };

/** Decoding with the engine beside transformers.js, and what bounds it on this machine. */
export async function benchDecode(given: DecodeBenchOptions): Promise<DecodeBenchResult> {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0).padStart(4);
  const options = { ...given, note: (line: string) => given.note(`${seconds()} s  ${line}`) };
  const packages = await packagesFor(options);
  const cacheDir = join(options.dataDir, 'bench', 'compiled');
  const models: ModelResult[] = [];
  try {
    for (const model of options.models)
      models.push(await benchModel(model, { ...options, packages, cacheDir }));
  } finally {
    rmSync(cacheDir, { recursive: true, force: true });
  }
  return {
    machine: machineLine(),
    onnxruntime: installedVersion(root, onnxruntime) ?? 'unknown',
    transformers:
      'skipped' in packages
        ? packages
        : {
            version: transformersPackage.version,
            onnxruntime: installedVersion(packages.dir, onnxruntime) ?? 'unknown',
          },
    threads: options.threads,
    requests: options.requests,
    quick: options.quick,
    models,
  };
}

type Packages = { readonly dir: string } | { readonly skipped: string };

async function packagesFor({ skipTransformers, dataDir, note }: DecodeBenchOptions): Promise<Packages> {
  if (skipTransformers) return { skipped: 'left out by --skip-transformers' };
  try {
    note(`Installing ${transformersPackage.name} ${transformersPackage.version}, where it is not there yet…`);
    return { dir: await installTransformers(dataDir) };
  } catch (error) {
    if (!isWorkbenchError(error)) throw error;
    note(error.message);
    return { skipped: error.message };
  }
}

interface ModelOptions extends DecodeBenchOptions {
  readonly packages: Packages;
  readonly cacheDir: string;
}

async function benchModel(model: BenchModel, options: ModelOptions): Promise<ModelResult> {
  const { threads, quick, cacheDir } = options;
  const note = (line: string) => options.note(`${model}: ${line}`);
  const checkpoint = benchCheckpoint(model);
  const rates = () => {
    note('what this machine reaches at best…');
    const milliseconds = quick ? 300 : 1500;
    return measureRates(weightsPerStep(checkpoint.config), { threads, milliseconds });
  };
  const before = await rates();
  note('opening it in all systems…');
  const compared = await compare(model, { ...options, note });
  const conversation = await measureConversation({
    model,
    threads,
    rows: servingRows[model],
    repeats: quick ? 1 : 2,
    seconds: quick ? 3 : 7,
    settle: model === 'small' ? 1 : 3,
    prefixBytes: prefixMebibytes[model] * 2 ** 20,
    cacheDir,
    note,
  });
  const best = betterRates(before, await rates());
  return {
    model,
    title: benchModelTitles[model],
    parameters: parameterCount(checkpoint),
    ...compared,
    conversation,
    rates: best,
    bounds: boundsOf(checkpoint.config, { ...best, rows: servingRows[model] }),
  };
}

async function compare(
  model: BenchModel,
  options: ModelOptions,
): Promise<Pick<ModelResult, 'equal' | 'stream'>> {
  const { threads, packages, quick, note, cacheDir } = options;
  const vocabulary = benchCheckpoint(model).config.vocab_size;
  const systems: System[] = [];
  try {
    const engine = await startWorkbench({
      model,
      weights: 'float32',
      threads,
      spinning: threads > 1,
      rows,
      prefixBytes: 0,
      cacheDir,
    });
    systems.push(engine);
    if ('dir' in packages)
      for (const logits of ['last places', 'every place'] as const)
        systems.push(await startTransformers({ model, logits, threads, packages: packages.dir }));
    const often = model === 'small' ? 9 : 5;
    const batches = [
      { size: 1, repeats: quick ? 2 : 2 * often - 1 },
      { size: 8, repeats: quick ? 1 : often },
      { size: 32, repeats: quick ? 1 : Math.ceil(often / 2) },
    ];
    const equal = await measureEqual(systems, { vocabulary, batches, note });
    const stream = await measureStream(
      { engine, other: systems[1] },
      { vocabulary, requests: options.requests, repeats: quick ? 1 : model === 'small' ? 5 : 2, note },
    );
    return { equal, stream };
  } finally {
    await Promise.all(systems.map((system) => system.stop()));
  }
}
