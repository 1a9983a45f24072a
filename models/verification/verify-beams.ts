import { BeamSearch } from '../decoding/beam-search.ts';
import { defaultDecodingSettings } from '../decoding/decoding-settings.ts';
import { paddedSequences } from '../decoding/padded-sequences.ts';
import type { LoadedModel } from '../runtime/loaded-model.ts';
import { compareExact, compareList } from './compare.ts';
import type { GoldenBeams, GoldenGeneration } from './golden-files.ts';
import { compared, type VerificationLine } from './report.ts';
import { decoderIds } from './verify-losses.ts';

/** Sequences and scores of one beam search over every prompt, by running whole sequences at every step. */
export async function verifyBeams(
  model: LoadedModel,
  generation: GoldenGeneration,
  { name, key, golden }: { readonly name: string; readonly key: string; readonly golden: GoldenBeams },
): Promise<VerificationLine[]> {
  const sequences: number[][] = [];
  const scores: number[] = [];
  for (const index of generation.inputs.input_ids.keys()) {
    const prompt = promptOf(model, generation, index);
    for (const { tokens, score } of await searchBeams(model, prompt, beamSettings(generation, golden))) {
      sequences.push([...prompt.start, ...tokens]);
      scores.push(score);
    }
  }
  const padded = paddedSequences(sequences, generation.pad_token_id);
  return [
    compared(name, `generate.${key}.sequences`, compareExact(padded, golden.sequences)),
    compared(name, `generate.${key}.sequences_scores`, compareList(scores, golden.sequences_scores)),
  ];
}

function beamSettings(generation: GoldenGeneration, { params }: GoldenBeams) {
  return {
    ...defaultDecodingSettings,
    maxNewTokens: generation.max_new_tokens,
    eosTokenIds: [generation.eos_token_id],
    padTokenId: generation.pad_token_id,
    numBeams: params.num_beams,
    lengthPenalty: params.length_penalty,
    earlyStopping: params.early_stopping,
    numReturnSequences: params.num_return_sequences,
  };
}

interface Prompt {
  /** What every sequence starts with: the prompt, or the decoder's start token. */
  readonly start: readonly number[];
  readonly mask: readonly number[];
  /** The encoder's input of an encoder-decoder model. */
  readonly encoded: readonly number[] | undefined;
}

function promptOf(model: LoadedModel, { inputs }: GoldenGeneration, index: number): Prompt {
  const ids = inputs.input_ids[index] ?? [];
  const mask = inputs.attention_mask?.[index] ?? ids.map(() => 1);
  if (model.config.model_type !== 't5') return { start: ids, mask, encoded: undefined };
  return { start: [decoderIds(model).start], mask, encoded: ids };
}

async function searchBeams(
  model: LoadedModel,
  { start, mask, encoded }: Prompt,
  settings: ReturnType<typeof beamSettings>,
) {
  const search = new BeamSearch({ settings, prompt: start });
  let beams: readonly (readonly number[])[] = [start];
  while (!search.done) {
    const logits = await model.logits(
      encoded
        ? {
            input_ids: beams.map(() => encoded),
            attention_mask: beams.map(() => mask),
            decoder_input_ids: beams,
          }
        : {
            input_ids: beams,
            attention_mask: beams.map((beam) => [...mask, ...beam.slice(mask.length).map(() => 1)]),
          },
    );
    const [, length = 0, words = 0] = logits.shape;
    const rows = beams.map((_, index) => {
      const end = (index + 1) * length * words;
      return logits.data.subarray(end - words, end);
    });
    const { parents, tokens } = search.advance(rows);
    const before = beams;
    beams = parents.map((parent, index) => [...(before[parent] ?? []), tokens[index] ?? 0]);
  }
  return search.sequences();
}
