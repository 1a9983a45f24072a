import { createHash } from 'node:crypto';
import {
  checkpointFolder,
  checkpointHash,
  checkSystem,
  definitionHashes,
  isModelDefinition,
  type SystemDefinition,
} from '#models/client.ts';

/** All that the answers of a run depend on, as it is stored with the run. */
export type RunSettings = Readonly<Record<string, unknown>> & { readonly key: string };

/**
 * Checks a system and gives the settings of its run. Runs with the same `key` give the same answers, so that one is gone
 * on with; where the checkpoint lies is no part of it.
 * @throws WorkbenchError `bad-input` where the system cannot be run
 */
export async function runSettings(
  system: SystemDefinition,
  chosen: {
    readonly split: string | null;
    readonly seed: number;
    readonly replies: number | null;
    /** Those whose levels are stored, as `ModelClient.identifiers` names them. */
    readonly identifiers: string | null;
  },
): Promise<RunSettings> {
  const decoding = checkSystem(system);
  const { name: _, description: __, ...rest } = system;
  const { replies, identifiers, ...choice } = chosen;
  const drawn = replies === null ? {} : { replies };
  // A run without levels has no such setting.
  const run = { ...choice, ...(identifiers !== null && (await levelsOf(identifiers))) };
  if (system.generator === 'openai') {
    const { generator, baseUrl, model, systemPrompt, lengthParameter } = system;
    const { apiKeyEnvironment, timeoutMs, retries, concurrency, price, spendingCap } = system;
    const asked = {
      generator,
      baseUrl,
      model,
      ...(systemPrompt && { systemPrompt }),
      lengthParameter,
      decoding,
    };
    // How it is reached changes no answer, nor does what it costs.
    const told = { apiKeyEnvironment, timeoutMs, retries, concurrency, price, spendingCap };
    return keyed({ ...asked, ...run }, told);
  }
  if (!isModelDefinition(system)) return keyed({ ...rest, ...run, ...drawn }, {});
  const { settings: ___, weights = 'float32', ...form } = rest as typeof system;
  // Files count by what is in them.
  const places = Object.fromEntries(Object.entries(form).filter(([field]) => files.has(field)));
  const others = Object.fromEntries(Object.entries(form).filter(([field]) => !files.has(field)));
  const hashes = await definitionHashes(system);
  return keyed({ ...others, ...hashes, weights, decoding, ...run }, places);
}

/** Fields of a definition that say where something lies. */
const files: ReadonlySet<string> = new Set(['checkpoint', 'exemplars', 'retriever', 'emotionFrom']);

async function levelsOf(identifiers: string) {
  return { identifiersSha256: await checkpointHash(checkpointFolder(identifiers)) };
}

function keyed(
  settings: Readonly<Record<string, unknown>>,
  told: Readonly<Record<string, unknown>>,
): RunSettings {
  const key = createHash('sha256').update(canonicalJson(settings)).digest('hex').slice(0, 32);
  return { key, ...settings, ...told };
}

/** JSON with the names of every object in order, so that equal settings are equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
