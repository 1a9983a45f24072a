import { hidden } from '#models/architectures/host-inputs.ts';
import { argmax } from '#models/decoding/argmax.ts';
import { logSumExp } from '#models/decoding/log-softmax.ts';
import { openProgram } from '#models/runtime/compiled/open-program.ts';
import type { Feed, Session } from '#models/runtime/session.ts';
import { buildDecoderProgram } from '#models/serving/decoder-program.ts';
import type { DecoderProgram } from '#models/serving/program.ts';
import type { Tokenizer } from '#models/tokenizers/load-tokenizer.ts';
import type { Dialogue } from '#models/training/data/dialogue.ts';
import { type DialogueTokens, dialogueTokensOf } from '#models/training/language-model/dialogue-tokens.ts';
import { dialogueWindows, rowTargets } from '#models/training/language-model/dialogue-windows.ts';
import type { ModelCheckpoint } from '#models/weights/load-model-checkpoint.ts';

export interface Int8Options {
  readonly checkpoint: ModelCheckpoint;
  readonly tokenizer: Tokenizer;
  readonly dialogues: AsyncIterable<Dialogue>;
  /** of dialogues */
  readonly limit: number;
  readonly threads: number;
  readonly cacheDir: string;
}

export interface Int8Quality {
  readonly dialogues: number;
  /** predicted tokens */
  readonly tokens: number;
  readonly perplexity: { readonly float32: number; readonly int8: number };
  /** share of places where the likeliest token is the same */
  readonly sameGreedy: number;
  /** root mean square of the logits' differences ÷ that of the float32 logits about their mean */
  readonly logitError: number;
}

/** What row-wise int8 costs a GPT: both programs over the same dialogues, whole, in the form it was trained on. */
export async function measureInt8(options: Int8Options): Promise<Int8Quality> {
  const tokens = dialogueTokensOf(options.tokenizer);
  const runs = await Promise.all((['float32', 'int8'] as const).map((weights) => openRun(weights, options)));
  const [float32, int8] = runs as [Run, Run];
  const sums = { tokens: 0, float32: 0, int8: 0, same: 0, error: 0, square: 0 };
  const encode = (text: string) => options.tokenizer.encode(text, { addSpecialTokens: false });
  let dialogues = 0;
  for await (const dialogue of options.dialogues) {
    if (dialogues++ === options.limit) break;
    for (const row of dialogueWindows(dialogue, { encode, tokens, maxLength: float32.longest }))
      compare(await float32.logits(row, tokens), await int8.logits(row, tokens), {
        labels: rowTargets(row, tokens, -100).labels,
        sums,
      });
  }
  for (const { session } of runs) await session.dispose();
  return {
    dialogues: Math.min(dialogues, options.limit),
    tokens: sums.tokens,
    perplexity: { float32: Math.exp(sums.float32 / sums.tokens), int8: Math.exp(sums.int8 / sums.tokens) },
    sameGreedy: sums.same / sums.tokens,
    logitError: Math.sqrt(sums.error / sums.square),
  };
}

interface Run {
  readonly session: Session;
  readonly longest: number;
  /** One row of logits for each place. */
  logits(row: readonly number[], tokens: DialogueTokens): Promise<readonly Float32Array[]>;
}

async function openRun(weights: 'float32' | 'int8', options: Int8Options): Promise<Run> {
  const { checkpoint, threads, cacheDir } = options;
  const program = buildDecoderProgram(checkpoint.config, { weights, tokenTypes: true });
  const session = await openProgram(checkpoint, program, { threads, cacheDir });
  return {
    session,
    longest: program.maxPositions ?? 256,
    async logits(row, tokens) {
      const { types } = rowTargets(row, tokens, -100);
      const { logits } = await session.run(wholeRow(program, row, types), ['logits']);
      if (!(logits?.data instanceof Float32Array)) throw new Error('the decoder gave no logits');
      const { data } = logits;
      const size = program.vocabulary;
      return row.map((_, place) => data.subarray(place * size, (place + 1) * size));
    },
  };
}

function wholeRow(program: DecoderProgram, row: readonly number[], types: readonly number[]) {
  const time = row.length;
  const shape = [1, time];
  const places = row.map((_, place) => place);
  const bias = new Float32Array(time * time);
  for (const place of places) bias.fill(hidden, place * time + place + 1, (place + 1) * time);
  const none = { data: new Float32Array(0), shape: [1, program.heads, 0, program.headSize] };
  const feeds: Record<string, Feed> = {
    input_ids: { data: [...row], shape },
    token_type_ids: { data: [...types], shape },
    position_ids: { data: places, shape },
    past_bias: { data: new Float32Array(0), shape: [1, 1, 1, 0] },
    new_bias: { data: bias, shape: [1, 1, time, time] },
    rows: places,
    best_count: [1],
    sum_rows: [],
    mass_rows: [],
    mass_scales: { data: [], shape: [0, 1] },
  };
  for (let layer = 0; layer < program.layers; layer++) {
    feeds[`past_k.${layer}`] = none;
    feeds[`past_v.${layer}`] = none;
  }
  return feeds;
}

interface Comparison {
  readonly labels: readonly number[];
  readonly sums: {
    tokens: number;
    float32: number;
    int8: number;
    same: number;
    error: number;
    square: number;
  };
}

function compare(
  exact: readonly Float32Array[],
  rounded: readonly Float32Array[],
  { labels, sums }: Comparison,
): void {
  for (const [place, label] of labels.entries()) {
    const [left, right] = [exact[place], rounded[place]];
    if (label < 0 || !left || !right) continue;
    sums.tokens++;
    sums.float32 += logSumExp(left) - (left[label] ?? 0);
    sums.int8 += logSumExp(right) - (right[label] ?? 0);
    sums.same += argmax(left) === argmax(right) ? 1 : 0;
    const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
    for (const [id, value] of left.entries()) {
      sums.error += (value - (right[id] ?? 0)) ** 2;
      sums.square += (value - mean) ** 2;
    }
  }
}
