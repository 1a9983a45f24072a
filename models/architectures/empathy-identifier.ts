import type { Graph, Tensor } from '../graph/graph.ts';
import { add, div, maximum, mul, tanh } from '../graph/ops/elementwise.ts';
import { unsqueeze } from '../graph/ops/layout.ts';
import { reduceSum } from '../graph/ops/reduction.ts';
import { compositeTensors, storedSize } from '../weights/composite-tensors.ts';
import type { T5Config } from '../weights/configs.ts';
import type { WeightTensor } from '../weights/read-safetensors.ts';
import type { HostInputs } from './host-inputs.ts';
import { attend, type Dropout, linear, noDropout, type Parameters, splitHeads, under } from './layers.ts';
import type { TokenBatch } from './model-inputs.ts';
import { buildT5Encoder } from './t5.ts';
import { biasOf, type TextInput, textFeeds, textInput } from './text-input.ts';

/** Sizes of an identifier that T5's configuration does not hold. */
export interface IdentifierSizes {
  /** width of the layer before the levels; half of the model's in EmpRL */
  readonly hidden: number;
  /** how many levels are told apart; 3 in EmpRL */
  readonly levels: number;
}

/** The dropout of everything outside the encoders. */
const headRate = 0.1;

export interface IdentifierInputs {
  readonly context: TextInput;
  readonly response: TextInput;
  readonly dropout?: Dropout;
}

/**
 * EmpRL's empathy identifier: T5 encoders for context and response that share nothing, attention of one head from
 * the response to the context, added to the response's states, their mean over real tokens, and two layers. Gives
 * logits [batch, levels]. Names of parameters are those of the published code.
 */
export function buildEmpathyIdentifier(
  config: T5Config,
  parameters: Parameters,
  inputs: IdentifierInputs & { readonly sizes: IdentifierSizes },
): Tensor {
  return buildIdentifierStates(config, parameters, inputs).logits;
}

/** As `buildEmpathyIdentifier`, with the response's states [batch, length, d_model] that its logits are made of. */
export function buildIdentifierStates(
  config: T5Config,
  parameters: Parameters,
  inputs: IdentifierInputs & { readonly sizes: IdentifierSizes },
): { readonly logits: Tensor; readonly states: Tensor } {
  const { context, response, sizes } = inputs;
  const drop = inputs.dropout ?? noDropout;
  const width = config.d_model;
  const encode = (side: string, text: TextInput) =>
    buildT5Encoder(config, under(parameters, `${side}_encoder.`), {
      inputIds: text.ids,
      attentionBias: biasOf(text.mask),
      buckets: text.buckets,
      dropout: drop,
    }).state;
  const seen = encode('context', context);
  const said = encode('response', response);
  const heads = (name: string, from: Tensor) =>
    splitHeads(linear(parameters, from, { name: `attn.${name}_linear`, from: width, to: width }), 1, width);
  const mixed = attend(
    {
      query: heads('q', said),
      key: heads('k', seen),
      value: heads('v', seen),
      bias: biasOf(context.mask),
      scale: width ** -0.5,
      dropProbabilities: (tensor) => drop(tensor, headRate),
    },
    width,
  );
  const attended = linear(parameters, mixed, { name: 'attn.out', from: width, to: width });
  const states = add(said, drop(attended, headRate));
  const pooled = maskedMeanPool(states, response.mask);
  const inner = tanh(linear(parameters, pooled, { name: 'classifier.0', from: width, to: sizes.hidden }));
  const top = { name: 'classifier.3', from: sizes.hidden, to: sizes.levels };
  return { logits: linear(parameters, drop(inner, headRate), top), states };
}

/** The mean of states [batch, length, width] over the places that a mask [batch, length] shows: [batch, width]. */
export function maskedMeanPool(states: Tensor, mask: Tensor): Tensor {
  const sum = reduceSum(mul(states, unsqueeze(mask, 2)), { axes: 1 });
  return div(sum, maximum(reduceSum(mask, { axes: 1, keepDims: true }), 1));
}

/** The inputs of an identifier; several identifiers of one graph can share them. */
export function identifierInputs(graph: Graph): {
  readonly context: TextInput;
  readonly response: TextInput;
} {
  return { context: textInput(graph, 'context'), response: textInput(graph, 'response') };
}

/** What the inputs are fed with. */
export function identifierFeeds(
  config: T5Config,
  { context, response }: { readonly context: TokenBatch; readonly response: TokenBatch },
): HostInputs {
  return { ...textFeeds(config, 'context', context), ...textFeeds(config, 'response', response) };
}

/** The tensors of an identifier outside its encoders. */
export function identifierHeadTensors(
  { d_model: width }: T5Config,
  { hidden, levels }: IdentifierSizes,
): ReadonlyMap<string, readonly number[]> {
  const layers: readonly (readonly [string, number, number])[] = [
    ...['q_linear', 'k_linear', 'v_linear', 'out'].map((name) => [`attn.${name}`, width, width] as const),
    ['classifier.0', hidden, width],
    ['classifier.3', levels, hidden],
  ];
  return new Map(
    layers.flatMap(([name, to, from]) => [
      [`${name}.weight`, [to, from]],
      [`${name}.bias`, [to]],
    ]),
  );
}

export interface IdentifierCheckpoint {
  readonly config: T5Config;
  readonly sizes: IdentifierSizes;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
}

/**
 * An identifier from the tensors of a file, whose shapes say its sizes.
 * @param config of both encoders
 * @throws WorkbenchError `bad-input` naming the tensor and the file at fault
 */
export function identifierCheckpoint(
  stored: ReadonlyMap<string, WeightTensor>,
  config: T5Config,
): IdentifierCheckpoint {
  const sizes = {
    hidden: storedSize(stored, 'classifier.0.weight', 0),
    levels: storedSize(stored, 'classifier.3.weight', 0),
  };
  const encoder = { config, head: 'T5EncoderModel' } as const;
  const tensors = compositeTensors(stored, {
    models: { 'context_encoder.': encoder, 'response_encoder.': encoder },
    own: identifierHeadTensors(config, sizes),
  });
  return { config, sizes, tensors };
}
