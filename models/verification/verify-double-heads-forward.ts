import { buildDoubleHeads } from '../architectures/double-heads.ts';
import { doubleHeadsInputs } from '../architectures/double-heads-inputs.ts';
import { doubleHeadsLoss } from '../architectures/double-heads-loss.ts';
import { serialise } from '../graph/serialise.ts';
import { checkpointWeights } from '../runtime/model-trainer.ts';
import { createSession, type Fetched } from '../runtime/session.ts';
import type { DialogueBatch } from '../training/objectives/transfertransfo-input.ts';
import { type Comparison, compareExact, compareOutput, compareRelative, type Nested } from './compare.ts';
import { ignoredLabel, labelLosses } from './log-probabilities.ts';
import { compared, skipped, type VerificationLine } from './report.ts';
import type { DoubleHeadsCase } from './verify-transfertransfo.ts';

interface LogitsAt {
  /** the example within the first batch */
  readonly batch: number;
  readonly candidate: number;
  readonly position: number;
  readonly logits: readonly number[];
}

interface Found {
  /** [sequences, time, vocabulary] */
  readonly logits: Fetched;
  readonly mcLogits: Fetched;
  readonly lmLoss: number;
  readonly mcLoss: number;
  /** [sequences][time]: the label that the place predicts, or -100 */
  readonly labels: readonly (readonly number[])[];
  readonly candidates: number;
}

const remarks = /^(input|dev32.*|.*note)$/;

/** Every quantity of `forward`, on the first batch. */
export async function verifyDoubleHeadsForward(shared: DoubleHeadsCase): Promise<VerificationLine[]> {
  const { name, golden, batches } = shared;
  const [batch] = batches;
  if (!batch) return [skipped(name, 'forward', 'the reference file lists no batch')];
  const found = await run(shared, batch);
  return Object.entries(golden.forward)
    .filter(([quantity]) => !remarks.test(quantity))
    .map(([quantity, value]) => {
      const result = compareQuantity(found, quantity, value);
      return result
        ? compared(name, `forward.${quantity}`, result)
        : skipped(name, `forward.${quantity}`, 'this quantity is not known');
    });
}

/** The model with every place labelled, so that its logits are all there. */
async function run({ config, checkpoint, options }: DoubleHeadsCase, batch: DialogueBatch): Promise<Found> {
  const heads = buildDoubleHeads(config);
  const losses = doubleHeadsLoss(heads, { languageModel: 1, multipleChoice: 1 });
  const { graph } = heads;
  graph.output(heads.logits, 'logits');
  graph.output(heads.mcLogits, 'mc_logits');
  graph.output(losses.languageModel, 'lm_loss');
  graph.output(losses.multipleChoice, 'mc_loss');
  const weights = checkpointWeights(checkpoint);
  const session = await createSession(serialise(graph, { weights: 'inputs' }), options);
  const labels = batch.lmLabels.flat().map((row) => [...row.slice(1), ignoredLabel]);
  const all = labels.flat();
  const results = await session.run({
    ...Object.fromEntries(weights),
    ...doubleHeadsInputs(config, batch),
    label_places: all.map((_, place) => place),
    labels: all,
  });
  await session.dispose();
  const { logits, mc_logits: mcLogits, lm_loss: lm, mc_loss: mc } = results;
  if (!logits || !mcLogits) throw new Error('the model gave no logits');
  const time = labels[0]?.length ?? 0;
  return {
    logits: { data: logits.data, shape: [labels.length, time, logits.shape.at(-1) ?? 0] },
    mcLogits,
    lmLoss: lm?.data[0] ?? Number.NaN,
    mcLoss: mc?.data[0] ?? Number.NaN,
    labels,
    candidates: batch.inputIds[0]?.length ?? 0,
  };
}

function compareQuantity(found: Found, quantity: string, value: unknown): Comparison | undefined {
  const { lmLoss, mcLoss, labels } = found;
  const scalar = (ours: number) => compareRelative(ours, Number(value), 1e-5);
  const total = /^total_(?:lm)?([\d.]+)_(?:mc)?([\d.]+)$/.exec(quantity);
  if (total) return scalar(Number(total[1]) * lmLoss + Number(total[2]) * mcLoss);
  switch (quantity) {
    case 'mc_logits':
      return compareOutput(found.mcLogits, value as Nested);
    case 'lm_loss':
      return scalar(lmLoss);
    case 'mc_loss':
      return scalar(mcLoss);
    case 'n_lm_tokens':
      return compareExact(labels.flat().filter((label) => label !== ignoredLabel).length, Number(value));
    case 'lm_nll_per_position': {
      // The last place predicts nothing.
      const losses = labelLosses(found.logits, labels).map((row) => row.slice(0, -1));
      return compareOutput({ data: losses.flat(), shape: [] }, value as Nested);
    }
    case 'lm_logits_at':
      return compareLogitsAt(found, value as readonly LogitsAt[]);
    default:
      return undefined;
  }
}

function compareLogitsAt({ logits, candidates }: Found, expected: readonly LogitsAt[]): Comparison {
  const [, time = 0, words = 0] = logits.shape;
  const rows = expected.map(({ batch, candidate, position }) => {
    const start = ((batch * candidates + candidate) * time + position) * words;
    return [...logits.data.subarray(start, start + words)];
  });
  return compareOutput(
    { data: rows.flat(), shape: [rows.length, words] },
    expected.map((place) => place.logits),
  );
}
