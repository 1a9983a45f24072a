import type { LoadedModel, OutputTensor } from '../runtime/loaded-model.ts';
import {
  compareExact,
  compareHidden,
  compareOutput,
  compareRelative,
  flatten,
  flattenAs,
  type Nested,
  outputTolerance,
  type TensorSummary,
  worstOf,
} from './compare.ts';
import type { GoldenBatch, ModelGolden } from './golden-files.ts';
import { largest } from './log-probabilities.ts';
import { compared, skipped, type VerificationLine } from './report.ts';

/** Where a quantity of the reference is found among a model's outputs. */
const wholeOutputs: Readonly<Record<string, string>> = {
  logits: 'logits',
  last_hidden_state: 'last_hidden_state',
  pooler_output: 'pooler_output',
};
const rowStacks: Readonly<Record<string, string>> = {
  hidden_states_row0: 'hidden_states',
  encoder_hidden_states_row0: 'encoder_hidden_states',
  decoder_hidden_states_row0: 'decoder_hidden_states',
};
/** Entries that describe others. */
const remarks = /^(input|dev32.*|.*note)$/;

/** Every quantity of `forward`, on the first training batch. */
export async function verifyForward(
  name: string,
  model: LoadedModel,
  golden: ModelGolden,
): Promise<VerificationLine[]> {
  const [batch] = golden.train_batches;
  if (!batch) return [skipped(name, 'forward', 'the reference file lists no batch')];
  const found = await model.run(batch, model.outputs);
  const lines: VerificationLine[] = [];
  for (const [quantity, value] of Object.entries(golden.forward)) {
    if (remarks.test(quantity)) continue;
    const context = { name, model, found, batch };
    lines.push(await verifyQuantity(context, `forward.${quantity}`, { quantity, value }));
  }
  return lines;
}

interface Context {
  readonly name: string;
  readonly model: LoadedModel;
  readonly found: Readonly<Record<string, OutputTensor>>;
  readonly batch: GoldenBatch;
}

async function verifyQuantity(
  context: Context,
  label: string,
  { quantity, value }: { readonly quantity: string; readonly value: unknown },
): Promise<VerificationLine> {
  const { name, found, batch } = context;
  const whole = found[wholeOutputs[quantity] ?? ''];
  if (whole) return compared(name, label, compareOutput(whole, value as Nested));
  const stack = rowStacks[quantity];
  if (stack) {
    const summaries = value as readonly TensorSummary[];
    const isUnfilledOnly = stack === 'hidden_states';
    const parts = summaries.map((summary, index) => {
      const tensor = found[`${stack}.${index}`];
      const mask = isUnfilledOnly ? batch.attention_mask?.[0] : undefined;
      return tensor ? compareHidden(rowOf(tensor, 0, mask), summary) : undefined;
    });
    if (parts.every((part) => part !== undefined) && !found[`${stack}.${summaries.length}`])
      return compared(name, label, worstOf(parts));
  }
  if (quantity === 'argmax' && found.logits)
    return compared(name, label, compareArgmax(found.logits, value as Nested));
  if (quantity === 'encoder_last_hidden_state_row1' && found.encoder_last_hidden_state) {
    const data = rowOf(found.encoder_last_hidden_state, 1);
    const shape = found.encoder_last_hidden_state.shape.slice(1);
    return compared(name, label, compareOutput({ data, shape }, value as Nested));
  }
  if (quantity === 'mean_pooled' && found.last_hidden_state) {
    const pooled = meanPooled(found.last_hidden_state, batch);
    return compared(name, label, compareOutput(pooled, value as Nested));
  }
  if (quantity === 'no_mask_no_types_row2') return verifyBareRow(context, label, value);
  return skipped(name, label, 'this quantity is not known');
}

/** Row 2 without its filling, given by its ids alone. */
async function verifyBareRow(context: Context, label: string, value: unknown): Promise<VerificationLine> {
  const { name, model, batch } = context;
  const row = (batch.input_ids[2] ?? []).filter((_, place) => batch.attention_mask?.[2]?.[place] !== 0);
  const { pooler_output } = await model.run({ input_ids: [row] }, ['pooler_output']);
  const golden = (value as { readonly pooler_output?: Nested }).pooler_output;
  if (!pooler_output || golden === undefined) return skipped(name, label, 'this quantity is not known');
  return compared(name, label, compareOutput(pooler_output, golden));
}

/** One row [length, width] of a batch, only the places its mask shows where one is given. */
function rowOf({ data, shape }: OutputTensor, row: number, mask?: readonly number[]): Float32Array {
  const [, length = 0, width = 0] = shape;
  const whole = data.subarray(row * length * width, (row + 1) * length * width);
  if (!mask) return whole;
  const shown = mask.flatMap((isShown, place) => (isShown ? [place] : []));
  return Float32Array.from(shown.flatMap((place) => [...whole.subarray(place * width, (place + 1) * width)]));
}

function compareArgmax(logits: OutputTensor, golden: Nested) {
  const expected = flattenAs(golden, logits.shape.slice(0, -1));
  return compareExact(
    expected.map((place, row) => (place === null ? null : largest(logits, row))),
    expected,
  );
}

function meanPooled({ data, shape }: OutputTensor, batch: GoldenBatch) {
  const [rows = 0, length = 0, width = 0] = shape;
  const pooled = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const mask = batch.attention_mask?.[row];
    const count = mask?.filter((shown) => shown).length ?? length;
    for (let place = 0; place < length; place++) {
      if (mask?.[place] === 0) continue;
      for (let index = 0; index < width; index++)
        pooled[row * width + index] =
          (pooled[row * width + index] ?? 0) + (data[(row * length + place) * width + index] ?? 0) / count;
    }
  }
  return { data: pooled, shape: [rows, width] };
}

/** A long input, whose distances reach the last buckets: some positions of the states and of the logits. */
export async function verifyLongForward(
  name: string,
  model: LoadedModel,
  golden: NonNullable<ModelGolden['long_forward']> & { readonly decoder_input_ids: readonly number[][] },
): Promise<VerificationLine[]> {
  const outputs = ['logits', 'encoder_last_hidden_state'];
  const found = await model.run(golden, outputs);
  const { logits, encoder_last_hidden_state: encoded } = found;
  if (!logits || !encoded) return [skipped(name, 'long_forward', 'the model has no such outputs')];
  const at = (tensor: OutputTensor, places: readonly number[]) => {
    const width = tensor.shape.at(-1) ?? 0;
    const data = places.flatMap((place) => [...tensor.data.subarray(place * width, (place + 1) * width)]);
    return { data, shape: [places.length, width] };
  };
  return [
    compared(
      name,
      'long_forward.encoder_last_hidden_state',
      compareOutput(at(encoded, golden.encoder_positions), golden.encoder_last_hidden_state),
    ),
    compared(name, 'long_forward.logits', compareOutput(at(logits, golden.decoder_positions), golden.logits)),
  ];
}

/** A loss known as one number. */
export function lossLine(name: string, quantity: string, pair: readonly [number, number]): VerificationLine {
  return compared(name, quantity, compareRelative(pair[0], pair[1], outputTolerance));
}

/** The losses of all places, 0 where the label is ignored. */
export function lossesLine(name: string, losses: readonly number[][], golden: Nested): VerificationLine {
  const shape = [flatten(golden).length];
  return compared(
    name,
    'loss_detail.nll_per_position',
    compareOutput({ data: losses.flat(), shape }, golden),
  );
}
