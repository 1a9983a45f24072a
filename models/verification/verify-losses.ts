import type { LoadedModel } from '../runtime/loaded-model.ts';
import { compareExact, compareList } from './compare.ts';
import type { GoldenBatch, GoldenContinuation, ModelGolden } from './golden-files.ts';
import { ignoredLabel, labelLosses, logProbability, meanLoss, shiftRight } from './log-probabilities.ts';
import { compared, skipped, type VerificationLine } from './report.ts';
import { lossesLine, lossLine, verifyLongForward } from './verify-forward.ts';

/** The loss of the first batch, its parts, and that of a long input; in float64 from the model's logits. */
export async function verifyLosses(
  name: string,
  model: LoadedModel,
  golden: ModelGolden,
): Promise<VerificationLine[]> {
  const [batch] = golden.train_batches;
  const lines: VerificationLine[] = [];
  if (batch && golden.loss) {
    if (golden.grad_target) lines.push(await pooledLoss(name, model, { golden, batch }));
    else if (batch.labels) lines.push(...(await labelLossLines(name, model, { golden, batch })));
    else lines.push(skipped(name, 'loss', 'the reference file lists no labels'));
  }
  if (golden.long_forward) lines.push(...(await longLines(name, model, golden.long_forward)));
  return lines;
}

interface LossCase {
  readonly golden: ModelGolden;
  readonly batch: GoldenBatch;
}

async function labelLossLines(name: string, model: LoadedModel, { golden, batch }: LossCase) {
  const logits = await model.logits(batch);
  const labels = (batch.labels ?? []).map((row) => (typeof row === 'number' ? [row] : row));
  const isShifted = model.config.model_type === 'gpt2' || model.config.model_type === 'openai-gpt';
  // Position t of a decoder-only model predicts label t + 1; the logits of the last place are not used.
  const targets = isShifted ? labels.map((row) => [...row.slice(1), ignoredLabel]) : labels;
  const placed =
    logits.shape.length === 2
      ? { ...logits, shape: [logits.shape[0] ?? 0, 1, logits.shape[1] ?? 0] }
      : logits;
  const losses = labelLosses(placed, targets);
  const lines = [lossLine(name, 'loss', [meanLoss(losses, targets), golden.loss?.value ?? Number.NaN])];
  if (!golden.loss_detail) return lines;
  const shown = isShifted ? losses.map((row) => row.slice(0, -1)) : losses;
  const count = targets.flat().filter((label) => label !== ignoredLabel).length;
  return [
    ...lines,
    compared(name, 'loss_detail.n_tokens', compareExact(count, golden.loss_detail.n_tokens)),
    lossesLine(name, shown, golden.loss_detail.nll_per_position),
  ];
}

/** The target of a bare encoder: its pooled output times R, and the first number of every unmasked state. */
async function pooledLoss(name: string, model: LoadedModel, { golden, batch }: LossCase) {
  const found = await model.run(batch, ['pooler_output', 'last_hidden_state']);
  const { pooler_output: pooled, last_hidden_state: state } = found;
  if (!pooled || !state) return skipped(name, 'loss', 'the model has no pooler');
  const weights = golden.grad_target?.R.flat() ?? [];
  let loss = weights.reduce((sum, weight, index) => sum + weight * (pooled.data[index] ?? Number.NaN), 0);
  const width = state.shape.at(-1) ?? 0;
  const mask = batch.attention_mask?.flat() ?? batch.input_ids.flat().map(() => 1);
  for (const [place, shown] of mask.entries()) if (shown) loss += state.data[place * width] ?? Number.NaN;
  return lossLine(name, 'loss', [loss, golden.loss?.value ?? Number.NaN]);
}

async function longLines(
  name: string,
  model: LoadedModel,
  golden: NonNullable<ModelGolden['long_forward']>,
): Promise<VerificationLine[]> {
  const decoder_input_ids = shiftRight(golden.labels, decoderIds(model));
  const logits = await model.logits({ input_ids: golden.input_ids, decoder_input_ids });
  const loss = meanLoss(labelLosses(logits, golden.labels), golden.labels);
  return [
    ...(await verifyLongForward(name, model, { ...golden, decoder_input_ids })),
    lossLine(name, 'long_forward.loss', [loss, golden.loss]),
  ];
}

/** The start and padding ids of an encoder-decoder model. */
export function decoderIds({ config }: LoadedModel): { readonly start: number; readonly pad: number } {
  const pad = config.pad_token_id ?? 0;
  const start = config.model_type === 't5' ? config.decoder_start_token_id : pad;
  return { start: start ?? pad, pad };
}

/** Log-probabilities of given continuations, token by token, and their sum, mean and perplexity. */
export async function verifyContinuations(
  name: string,
  model: LoadedModel,
  cases: readonly GoldenContinuation[],
): Promise<VerificationLine[]> {
  const lines: VerificationLine[] = [];
  for (const [index, golden] of cases.entries()) {
    const found = await continuationOf(model, golden);
    const sum = found.reduce((total, value) => total + value, 0);
    const mean = sum / found.length;
    const at = `continuation_logprobs.${index}`;
    lines.push(
      compared(name, `${at}.token_logprobs`, compareList(found, golden.token_logprobs)),
      compared(name, `${at}.sum`, compareList([sum], [golden.sum])),
      compared(name, `${at}.mean`, compareList([mean], [golden.mean])),
      // As a log-probability, which it is the exponential of.
      compared(name, `${at}.perplexity`, compareList([mean], [-Math.log(golden.perplexity)])),
    );
  }
  return lines;
}

async function continuationOf(model: LoadedModel, golden: GoldenContinuation): Promise<number[]> {
  if (golden.target) {
    const decoder_input_ids = shiftRight([golden.target], decoderIds(model));
    const logits = await model.logits({ input_ids: [golden.input_ids ?? []], decoder_input_ids });
    return golden.target.map((id, place) => logProbability(logits, place, id));
  }
  const { prompt = [], continuation = [] } = golden;
  const logits = await model.logits({ input_ids: [[...prompt, ...continuation]] });
  return continuation.map((id, place) => logProbability(logits, prompt.length + place - 1, id));
}
