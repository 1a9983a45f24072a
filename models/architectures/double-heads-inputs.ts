import { WorkbenchError } from '#lib/errors.ts';
import type { DialogueBatch } from '../training/objectives/transfertransfo-input.ts';
import type { DoubleHeadsConfig } from './double-heads.ts';
import { causalBias, checkRange, type HostInputs, type HostTensor, rowsTensor } from './host-inputs.ts';

const ignoredLabel = -100;

/**
 * What `buildDoubleHeads` and `doubleHeadsLoss` are fed with for a batch: its sequences one after the other, and the
 * places to be looked at. A place predicts the token after it, so a label at t belongs to the state at t - 1.
 * @throws WorkbenchError `bad-input` for ids outside the vocabulary and sequences longer than the model
 */
export function doubleHeadsInputs(config: DoubleHeadsConfig, batch: DialogueBatch): HostInputs {
  const rows = batch.inputIds.flat();
  const time = rows[0]?.length ?? 0;
  checkRange(rows, 'input_ids', config.vocab_size);
  if (time > config.n_positions)
    throw new WorkbenchError(
      'bad-input',
      `A dialogue has ${time} places; the model has ${config.n_positions}.`,
    );
  const labelled = batch.lmLabels
    .flat()
    .flatMap((labels, row) =>
      labels.flatMap((label, place) =>
        label === ignoredLabel || place === 0 ? [] : [[row * time + place - 1, label]],
      ),
    );
  const candidates = batch.inputIds[0]?.length ?? 0;
  const shared = {
    input_ids: rowsTensor(rows, 'input_ids'),
    token_type_ids: rowsTensor(batch.tokenTypeIds.flat(), 'token_type_ids'),
    position_ids: rowsTensor([Array.from({ length: time }, (_, place) => place)], 'position_ids'),
    attention_bias: causalBias([Array.from({ length: time }, () => 1)]),
    label_places: vector(labelled.map(([place]) => place ?? 0)),
    labels: vector(labelled.map(([, label]) => label ?? 0)),
    mc_places: rowsTensor(
      batch.mcTokenIds.map((row, example) =>
        row.map((place, at) => (example * candidates + at) * time + place),
      ),
      'mc_token_ids',
    ),
    mc_labels: vector(batch.mcLabels),
  };
  if (!config.emotion_labels) return shared;
  const emotionPlaces = batch.emotionPlaces.map((place, example) => example * candidates * time + place);
  return { ...shared, emotion_places: vector(emotionPlaces), emotions: vector(batch.emotions) };
}

function vector(values: readonly number[]): HostTensor {
  return { dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}
