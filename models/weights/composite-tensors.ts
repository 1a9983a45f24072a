import { WorkbenchError } from '#lib/errors.ts';
import { canonicalTensors, tensorsUnder } from './canonical-names.ts';
import type { ModelConfig } from './configs.ts';
import type { ModelHead } from './expected-tensors.ts';
import type { WeightTensor } from './read-safetensors.ts';
import { isFloatingDtype } from './stored-dtypes.ts';

/** What a file holds that joins several models and layers of its own. */
export interface CompositeLayout {
  /** Models by the prefix of their tensors, such as `context_encoder.`. */
  readonly models: Readonly<Record<string, { readonly config: ModelConfig; readonly head: ModelHead }>>;
  /** Further tensors by their whole name. */
  readonly own: ReadonlyMap<string, readonly number[]>;
}

/**
 * The weights of a file that joins several models: those of each model under its prefix and the names that
 * `canonicalTensors` gives, then the further ones.
 * @throws WorkbenchError `bad-input` naming tensors and file: missing, extra, of another shape, of integers
 */
export function compositeTensors(
  stored: ReadonlyMap<string, WeightTensor>,
  { models, own }: CompositeLayout,
): ReadonlyMap<string, WeightTensor> {
  const prefixes = Object.keys(models);
  const extra = [...stored].find(
    ([name]) => !own.has(name) && !prefixes.some((prefix) => name.startsWith(prefix)),
  );
  if (extra)
    throw new WorkbenchError('bad-input', `${extra[1].file} holds tensor "${extra[0]}", which has no place.`);
  const result = new Map<string, WeightTensor>();
  for (const [prefix, { config, head }] of Object.entries(models))
    for (const [name, tensor] of canonicalTensors(tensorsUnder(stored, prefix), config, { head }))
      result.set(`${prefix}${name}`, tensor);
  for (const [name, shape] of own) result.set(name, required(stored, name, shape));
  return result;
}

function required(
  stored: ReadonlyMap<string, WeightTensor>,
  name: string,
  shape: readonly number[],
): WeightTensor {
  const tensor = stored.get(name);
  const file = [...stored.values()][0]?.file ?? 'the checkpoint, which is empty';
  if (!tensor) throw new WorkbenchError('bad-input', `Tensor "${name}" is missing in ${file}.`);
  if (tensor.shape.join() !== shape.join() || !isFloatingDtype(tensor.dtype))
    throw new WorkbenchError(
      'bad-input',
      `Tensor "${name}" in ${file} is ${tensor.dtype} [${tensor.shape.join(', ')}], but floats of [${shape.join(', ')}] are needed.`,
    );
  return tensor;
}

/**
 * The size of an axis of a stored tensor, where a configuration does not say it.
 * @throws WorkbenchError `bad-input` where the tensor or the axis is missing
 */
export function storedSize(stored: ReadonlyMap<string, WeightTensor>, name: string, axis: number): number {
  const size = stored.get(name)?.shape[axis];
  if (size !== undefined) return size;
  const file = [...stored.values()][0]?.file ?? 'the checkpoint, which is empty';
  throw new WorkbenchError('bad-input', `${file} has no tensor "${name}" with ${axis + 1} axes.`);
}
