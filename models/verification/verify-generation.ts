import type { LoadedModel } from '../runtime/loaded-model.ts';
import { compareExact, compareOutput } from './compare.ts';
import type { GoldenBeams, GoldenGeneration } from './golden-files.ts';
import { largest, logProbability } from './log-probabilities.ts';
import { compared, skipped, type VerificationLine } from './report.ts';
import { verifyBeams } from './verify-beams.ts';
import { decoderIds } from './verify-losses.ts';

const settings = new Set(['inputs', 'eos_token_id', 'pad_token_id', 'max_new_tokens', 'note']);

/** Greedy sequences and beams, by running the whole sequence at every step; nothing is cached. */
export async function verifyGeneration(
  name: string,
  model: LoadedModel,
  golden: GoldenGeneration,
): Promise<VerificationLine[]> {
  const lines: VerificationLine[] = [];
  if (golden.greedy) {
    const { sequences, logProbabilities } = await generateGreedy(model, golden);
    const found = { data: logProbabilities.flat(), shape: [logProbabilities.flat().length] };
    lines.push(
      compared(name, 'generate.greedy.sequences', compareExact(sequences, golden.greedy.sequences)),
      compared(
        name,
        'generate.greedy.token_logprobs',
        compareOutput(found, golden.greedy.token_logprobs.flat()),
      ),
    );
  }
  for (const [key, value] of Object.entries(golden)) {
    if (key === 'greedy' || settings.has(key)) continue;
    if (isBeams(value)) lines.push(...(await verifyBeams(model, golden, { name, key, golden: value })));
    else lines.push(skipped(name, `generate.${key}`, 'this kind of generation is not known'));
  }
  return lines;
}

const knownParameters = new Set(['num_beams', 'length_penalty', 'early_stopping', 'num_return_sequences']);

/** A beam search whose every parameter is known here; one more would be silently left out. */
function isBeams(value: unknown): value is GoldenBeams {
  if (typeof value !== 'object' || value === null || !('params' in value)) return false;
  const { params } = value;
  if (typeof params !== 'object' || params === null || !('num_beams' in params)) return false;
  return Object.keys(params).every((parameter) => knownParameters.has(parameter));
}

interface Generated {
  /** Rows as long as the longest, filled with the padding id. */
  readonly sequences: number[][];
  /** Of each generated token up to and with the end. */
  readonly logProbabilities: number[][];
}

/** The likeliest token at each step until every row has ended or the limit is reached. */
async function generateGreedy(model: LoadedModel, golden: GoldenGeneration): Promise<Generated> {
  const { input_ids: prompts, attention_mask: given } = golden.inputs;
  const isEncoderDecoder = model.config.model_type === 't5';
  const { start } = decoderIds(model);
  const rows = isEncoderDecoder ? prompts.map(() => [start]) : prompts.map((row) => [...row]);
  const mask = given?.map((row) => [...row]);
  const logProbabilities: number[][] = rows.map(() => []);
  const ended = rows.map(() => false);
  for (let step = 0; step < golden.max_new_tokens && ended.includes(false); step++) {
    const batch = isEncoderDecoder
      ? { input_ids: prompts, attention_mask: given, decoder_input_ids: rows }
      : { input_ids: rows, attention_mask: mask };
    const logits = await model.logits(batch);
    const length = logits.shape[1] ?? 0;
    for (const [index, row] of rows.entries()) {
      const last = (index + 1) * length - 1;
      const next = ended[index] ? golden.pad_token_id : largest(logits, last);
      if (!ended[index]) logProbabilities[index]?.push(logProbability(logits, last, next));
      row.push(next);
      if (!isEncoderDecoder) mask?.[index]?.push(1);
      ended[index] ||= next === golden.eos_token_id;
    }
  }
  return { sequences: rows, logProbabilities };
}
