import type { Tensor } from '../graph/graph.ts';
import { add } from '../graph/ops/elementwise.ts';
import type { OpenaiGptConfig } from '../weights/configs.ts';
import { headOf } from '../weights/expected-tensors.ts';
import {
  type BlockInputs,
  blockInputs,
  type DecoderInputs,
  type DecoderOutputs,
  embed,
  languageModelHead,
  selfAttention,
} from './gpt2.ts';
import { activation, conv1d, type KeyValue, noDropout, normalise, type Parameters, under } from './layers.ts';

/**
 * The first GPT with its language-model head (Radford et al. 2018): a norm after each sublayer and none at the end,
 * the head tied to the token embeddings. Token types (`tokenTypeIds`) are looked up among the tokens.
 */
export function buildGpt(
  config: OpenaiGptConfig,
  parameters: Parameters,
  inputs: DecoderInputs,
): DecoderOutputs {
  const { n_layer: layers } = config;
  const body = headOf(config) === 'OpenAIGPTModel' ? parameters : under(parameters, 'transformer.');
  let state = embed(config, body, inputs);
  const hiddenStates = [state];
  const present: KeyValue[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const block = blockInputs(inputs, { state, layer, layers });
    const attention = selfAttention(config, body, block);
    present.push(attention.present);
    state = finishBlock(config, body, { ...block, mixed: attention.mixed });
    hiddenStates.push(state);
  }
  return { logits: languageModelHead(config, { parameters, body }, state), hiddenStates, present };
}

interface FinishInputs extends BlockInputs {
  /** What the attention gave. */
  readonly mixed: Tensor;
}

function finishBlock(config: OpenaiGptConfig, parameters: Parameters, inputs: FinishInputs): Tensor {
  const { n_embd: width, layer_norm_epsilon: epsilon } = config;
  const name = `h.${inputs.layer}`;
  const drop = inputs.dropout ?? noDropout;
  const sum = add(inputs.keep(inputs.state), drop(inputs.mixed, config.resid_pdrop));
  const normed = normalise(parameters, sum, { name: `${name}.ln_1`, width, epsilon });
  const wide = conv1d(parameters, normed, { name: `${name}.mlp.c_fc`, from: width, to: 4 * width });
  const active = gptActivation(config.afn)(wide);
  const narrow = conv1d(parameters, active, { name: `${name}.mlp.c_proj`, from: 4 * width, to: width });
  const second = add(normed, drop(narrow, config.resid_pdrop));
  return normalise(parameters, second, { name: `${name}.ln_2`, width, epsilon });
}

/** "gelu" means the tanh approximation in this model, unlike in every other. */
function gptActivation(name: string): (input: Tensor) => Tensor {
  return activation(name === 'gelu' ? 'gelu_new' : name);
}
