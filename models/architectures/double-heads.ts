import { WorkbenchError } from '#lib/errors.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import { concat, reshape, split } from '../graph/ops/layout.ts';
import type { Gpt2Config, ModelConfig, OpenaiGptConfig } from '../weights/configs.ts';
import { headOf } from '../weights/expected-tensors.ts';
import { parametersOf } from './forward-graph.ts';
import { buildGpt } from './gpt.ts';
import { buildGpt2, languageModelHead } from './gpt2.ts';
import { activation, type Dropout, linear, noDropout, type Parameters, under } from './layers.ts';

/** A GPT with a language-model head, a head that chooses among candidates and perhaps one that tells emotions. */
export interface DoubleHeads {
  readonly graph: Graph;
  /** [labels, vocabulary]: of the places in `label_places` */
  readonly logits: Tensor;
  /** [batch, candidates]: of the places in `mc_places` */
  readonly mcLogits: Tensor;
  /** [felt, emotions]: of the places in `emotion_places`; undefined where `emotion_labels` are not configured */
  readonly emotionLogits: Tensor | undefined;
}

export type DoubleHeadsConfig = Gpt2Config | OpenaiGptConfig;

/**
 * `OpenAIGPTDoubleHeadsModel` and `GPT2DoubleHeadsModel`, which read their choice (`multiple_choice_head.summary`)
 * at given places. A head of our own, `emotion_head.{weight,bias}` [emotions, width], is there where `config.json`
 * lists `emotion_labels`; it is a linear map like the other, with the same dropout before it.
 *
 * Inputs, all int64 but the bias; a flat place is sequence × time + place:
 * `input_ids`, `token_type_ids` [sequences, time]; `position_ids` [1, time]; `attention_bias` [1, 1, time, time];
 * `label_places` [labels], `mc_places` [batch, candidates], `emotion_places` [felt], all flat. Only these places are
 * computed after the last attention, and only those of `label_places` take the product with the vocabulary.
 */
export function buildDoubleHeads(config: ModelConfig, dropout?: (graph: Graph) => Dropout): DoubleHeads {
  const checked = doubleHeadsConfig(config);
  const graph = new Graph();
  const parameters = parametersOf(graph);
  const drop = dropout?.(graph) ?? noDropout;
  const emotions = checked.emotion_labels?.length;
  const labelPlaces = graph.input('label_places', 'int64', ['labels']);
  const mcPlaces = graph.input('mc_places', 'int64', ['batch', 'candidates']);
  const places = [labelPlaces, reshape(mcPlaces, ['batch*candidates'])];
  if (emotions !== undefined) places.push(graph.input('emotion_places', 'int64', ['felt']));
  const state = lastState(checked, parameters, { graph, drop, rows: concat(places, 0) });
  const sizes = places.map(({ shape }) => shape[0] ?? 0);
  const [labelled, chosen, felt] = split(state, 0, sizes) as [Tensor, Tensor, Tensor | undefined];
  const width = checked.n_embd;
  const dropped = (tensor: Tensor) => drop(tensor, checked.summary_first_dropout);
  const body = under(parameters, 'transformer.');
  const choice = linear(parameters, dropped(chosen), {
    name: 'multiple_choice_head.summary',
    from: width,
    to: 1,
  });
  const active = checked.summary_activation ? activation(checked.summary_activation)(choice) : choice;
  return {
    graph,
    logits: languageModelHead(checked, { parameters, body }, labelled),
    mcLogits: reshape(active, ['batch', 'candidates']),
    emotionLogits:
      felt && emotions !== undefined
        ? linear(parameters, dropped(felt), { name: 'emotion_head', from: width, to: emotions })
        : undefined,
  };
}

/** Refuses other classes, and summaries that are not read at a given place. */
export function doubleHeadsConfig(config: ModelConfig): DoubleHeadsConfig {
  const head = headOf(config);
  if (head !== 'OpenAIGPTDoubleHeadsModel' && head !== 'GPT2DoubleHeadsModel')
    throw new WorkbenchError(
      'bad-input',
      `The config names the class ${head}; name OpenAIGPTDoubleHeadsModel or GPT2DoubleHeadsModel in "architectures" for two heads.`,
    );
  const checked = config as DoubleHeadsConfig;
  if (checked.summary_type !== 'cls_index' || !checked.summary_use_proj)
    throw new WorkbenchError(
      'bad-input',
      'Two heads are built with "summary_type": "cls_index" and "summary_use_proj": true only.',
    );
  return checked;
}

function lastState(
  config: DoubleHeadsConfig,
  parameters: Parameters,
  { graph, drop, rows }: { readonly graph: Graph; readonly drop: Dropout; readonly rows: Tensor },
): Tensor {
  const inputs = {
    inputIds: graph.input('input_ids', 'int64', ['sequences', 'time']),
    tokenTypeIds: graph.input('token_type_ids', 'int64', ['sequences', 'time']),
    positionIds: graph.input('position_ids', 'int64', [1, 'time']),
    attentionBias: graph.input('attention_bias', 'float32', [1, 1, 'time', 'time']),
    rows,
    dropout: drop,
  };
  const { hiddenStates } =
    config.model_type === 'gpt2'
      ? buildGpt2(config, parameters, inputs)
      : buildGpt(config, parameters, inputs);
  const last = hiddenStates.at(-1);
  if (!last) throw new Error('a GPT gives hidden states');
  return last;
}
