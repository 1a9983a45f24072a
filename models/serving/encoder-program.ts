import { WorkbenchError } from '#lib/errors.ts';
import { buildT5Encoder, crossKeyValues } from '../architectures/t5.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import type { ModelConfig, T5Config } from '../weights/configs.ts';
import { headOf } from '../weights/expected-tensors.ts';
import type { EncoderProgram, ServingWeights } from './program.ts';
import { servingParameters } from './serving-parameters.ts';

export interface EncoderProgramOptions {
  readonly weights: ServingWeights;
}

/**
 * T5's encoder, and what its decoder sees of it.
 * @throws WorkbenchError `bad-input` for other models
 */
export function buildEncoderProgram(config: ModelConfig, options: EncoderProgramOptions): EncoderProgram {
  const t5 = t5Config(config);
  return programOf(t5, options, (graph, parameters) => {
    const { state } = buildT5Encoder(t5, parameters, {
      inputIds: graph.input('input_ids', 'int64', ['batch', 'source']),
      attentionBias: graph.input('encoder_bias', 'float32', ['batch', 1, 1, 'source']),
      buckets: graph.input('encoder_buckets', 'int64', ['source', 'source']),
    });
    graph.output(state, 'state');
    return state;
  });
}

/**
 * What T5's decoder sees of given encoder states, such as fused ones.
 * @throws WorkbenchError `bad-input` for models without T5's decoder
 */
export function buildCrossProgram(config: ModelConfig, options: EncoderProgramOptions): EncoderProgram {
  const t5 = t5Config(config);
  if (headOf(t5) === 'T5EncoderModel')
    throw new WorkbenchError('bad-input', 'This model has no decoder that could see encoder states.');
  const shape = ['batch', 'source', t5.d_model];
  return programOf(t5, options, (graph) => graph.input('encoder_state', 'float32', shape));
}

function t5Config(config: ModelConfig): T5Config {
  if (config.model_type === 't5') return config;
  throw new WorkbenchError('bad-input', `A model of the kind "${config.model_type}" has no encoder of T5's.`);
}

type Parameters = ReturnType<typeof servingParameters>['parameters'];

function programOf(
  config: T5Config,
  options: EncoderProgramOptions,
  encoded: (graph: Graph, parameters: Parameters) => Tensor,
): EncoderProgram {
  const graph = new Graph();
  const { parameters, weightSources } = servingParameters(graph, options.weights);
  const state = encoded(graph, parameters);
  const layers = headOf(config) === 'T5EncoderModel' ? 0 : config.num_decoder_layers;
  const seen = layers === 0 ? [] : crossKeyValues(config, parameters, state);
  for (const [layer, { key, value }] of seen.entries()) {
    graph.output(key, `cross_k.${layer}`);
    graph.output(value, `cross_v.${layer}`);
  }
  const { d_model: width, num_heads: heads, d_kv: headSize } = config;
  return { graph, weightSources, width, layers, heads, headSize };
}
