import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { checkDevice } from '../runtime/check-device.ts';
import { loadModel } from '../runtime/loaded-model.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { compareOutput } from './compare.ts';
import { type ModelGolden, readGolden, type VariantGolden } from './golden-files.ts';
import { kindsIn, verifyKinds } from './reference-kinds.ts';
import { compared, failedToLoad, skipped, unloaded, type VerificationLine } from './report.ts';
import { dprKinds } from './verify-dpr.ts';
import { emprlKinds } from './verify-emprl.ts';
import { verifyForward } from './verify-forward.ts';
import { verifyGeneration } from './verify-generation.ts';
import { lempexKinds } from './verify-lempex.ts';
import { verifyContinuations, verifyLosses } from './verify-losses.ts';
import { verifyPrimitives } from './verify-primitives.ts';
import { verifyTraining } from './verify-training.ts';
import { verifyTransferTransfo } from './verify-transfertransfo.ts';

/**
 * Runs every case of a directory of reference numbers, in the order of their names: `models/`, `variants/`, and
 * whatever else lies there as skipped. One of these parts may be given as well.
 * @throws WorkbenchError `bad-input` where nothing there is a reference; `unavailable` without the device
 */
export async function* verifyDirectory(
  dir: string,
  options: SessionOptions = {},
): AsyncGenerator<VerificationLine> {
  await checkDevice(options.device ?? 'cpu');
  if (!existsSync(dir)) throw new WorkbenchError('bad-input', `There is no directory ${dir}.`);
  if (!statSync(dir).isDirectory())
    throw new WorkbenchError('bad-input', `${dir} is a file: name the directory it lies in.`);
  const own = hasGoldens(dir) ? [dir] : [];
  const parts = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(dir, entry.name))
    .filter(hasGoldens)
    .sort();
  if (own.length + parts.length === 0)
    throw new WorkbenchError(
      'bad-input',
      `${dir} holds no reference numbers: no NAME.json beside a folder NAME.`,
    );
  for (const part of [...own, ...parts]) yield* verifyPart(part, options);
}

async function* verifyPart(dir: string, options: SessionOptions): AsyncGenerator<VerificationLine> {
  const primitives = join(dir, 'primitives.json');
  const doubleHeads = join(dir, 'double_heads.json');
  if (existsSync(join(dir, 'variants.json'))) yield* verifyVariants(dir, options);
  else if (checkpointNames(dir).length > 0)
    for (const name of checkpointNames(dir)) yield* verifyModel(join(dir, name), options);
  else if (existsSync(primitives))
    yield* verifyPrimitives(primitives, `${basename(dir)}/primitives.json`, options);
  else if (existsSync(doubleHeads)) yield* verifyTransferTransfo(doubleHeads, options);
  else if (kindsIn(dir, systemKinds).length > 0) yield* verifyKinds(dir, systemKinds, options);
  else yield* skipPart(dir);
}

/** Reference files of the three systems that are run by their names. */
const systemKinds = [...emprlKinds, ...lempexKinds, ...dprKinds];

/** Names of checkpoints: a folder with a `config.json`, and a reference file of the same name beside it. */
function checkpointNames(dir: string): string[] {
  return readdirSync(dir)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .filter((name) => existsSync(join(dir, name, 'config.json')))
    .sort();
}

function hasGoldens(dir: string): boolean {
  return goldensIn(dir).length > 0;
}

function goldensIn(dir: string): string[] {
  return readdirSync(dir).filter((name) => name.endsWith('.json') && !name.endsWith('config.json'));
}

function* skipPart(dir: string): Generator<VerificationLine> {
  for (const file of goldensIn(dir))
    yield skipped(`${basename(dir)}/${file}`, 'all', 'the verifier does not run this kind of reference yet');
}

/** `dir` is the checkpoint's folder, with the reference file of its name beside it. */
async function* verifyModel(dir: string, options: SessionOptions): AsyncGenerator<VerificationLine> {
  const name = `${basename(dirname(dir))}/${basename(dir)}`;
  const golden = readGolden<ModelGolden>(`${dir}.json`);
  const model = await loadModel(dir, options).catch(failedToLoad);
  if (typeof model === 'string') return yield unloaded(name, model);
  try {
    yield* await verifyForward(name, model, golden);
    yield* await verifyLosses(name, model, golden);
    if (golden.continuation_logprobs)
      yield* await verifyContinuations(name, model, golden.continuation_logprobs.cases);
    if (golden.generate) yield* await verifyGeneration(name, model, golden.generate);
  } finally {
    await model.dispose();
  }
  yield* verifyTraining({ name, dir, golden }, options);
}

async function* verifyVariants(dir: string, options: SessionOptions): AsyncGenerator<VerificationLine> {
  const goldens = readGolden<Readonly<Record<string, VariantGolden>>>(join(dir, 'variants.json'));
  for (const [key, golden] of Object.entries(goldens)) {
    if (key === 'meta') continue;
    const folders = golden.directories_with_these_logits ?? golden.directories_with_these_values ?? [key];
    for (const folder of folders) yield* verifyVariant(join(dir, folder), golden, options);
  }
}

async function* verifyVariant(
  dir: string,
  golden: VariantGolden,
  options: SessionOptions,
): AsyncGenerator<VerificationLine> {
  const name = `variants/${basename(dir)}`;
  const model = await loadModel(dir, options).catch(failedToLoad);
  if (typeof model === 'string') return yield unloaded(name, model);
  try {
    for (const quantity of ['logits', 'last_hidden_state'] as const) {
      const expected = golden[quantity];
      const found = expected && (await model.run(golden, [quantity]))[quantity];
      if (expected && found) yield compared(name, quantity, compareOutput(found, expected));
    }
  } finally {
    await model.dispose();
  }
}
