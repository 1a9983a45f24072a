import { WorkbenchError } from '#lib/errors.ts';
import { parametersOf } from '../architectures/forward-graph.ts';
import { buildGpt } from '../architectures/gpt.ts';
import { buildGpt2 } from '../architectures/gpt2.ts';
import { causalBias } from '../architectures/host-inputs.ts';
import { gptConfig } from '../generators/caire-form.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import { labelLogProbabilities } from '../graph/ops/loss.ts';
import { openGraph } from '../runtime/graph-model.ts';
import type { Feed, SessionOptions } from '../runtime/session.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import type { Gpt2Config, OpenaiGptConfig } from '../weights/configs.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { negativeSum, neighbours, type ReplyScorer } from './scored-exchange.ts';

/**
 * A GPT as a language model: the reply alone, trimmed, is read behind the token that begins a text, without its context
 * and without an end. Where the tokenizer has no such token (GPT-1's) the first token is read and not predicted.
 * @throws WorkbenchError `bad-input` where the folder holds no GPT; when scoring, `too-large` for a reply that does not fit
 */
export async function openTextScorer(dir: string, options: SessionOptions = {}): Promise<ReplyScorer> {
  const checkpoint = loadModelCheckpoint(dir);
  const config = gptConfig(checkpoint.config, dir);
  const tokenizer = loadTokenizer(dir);
  const bos = tokenizer.specialIds.bos ?? tokenizer.idOf('<bos>') ?? tokenizer.idOf('<|endoftext|>');
  const { graph, logProbabilities } = languageModelGraph(config);
  const model = await openGraph(
    { graph, values: { logProbabilities }, tensors: checkpoint.tensors },
    options,
  );
  const sequenceOf = (reply: string): readonly number[] => {
    const ids = tokenizer.encode(reply.trim(), { addSpecialTokens: false });
    const sequence = bos === undefined ? ids : [bos, ...ids];
    if (sequence.length <= config.n_positions) return sequence;
    throw new WorkbenchError(
      'too-large',
      `A text has ${ids.length} tokens; the model of ${dir} reads ${config.n_positions} at most.`,
    );
  };
  return {
    score: async (exchanges) => {
      const scores = [];
      const sequences = exchanges.map(({ reply }) => sequenceOf(reply));
      for (const batch of neighbours(sequences, ({ length }) => length)) {
        const predicted = batch.map(({ length }) => Math.max(0, length - 1));
        const isEmpty = predicted.every((tokens) => tokens === 0);
        const found = isEmpty ? undefined : (await model.run(feedsOf(batch))).logProbabilities;
        let start = 0;
        for (const tokens of predicted) {
          const end = start + tokens;
          scores.push({ negativeLogLikelihood: negativeSum(found?.data ?? [], start, end), tokens });
          start = end;
        }
      }
      return scores;
    },
    dispose: () => model.dispose(),
  };
}

function languageModelGraph(config: Gpt2Config | OpenaiGptConfig): {
  readonly graph: Graph;
  readonly logProbabilities: Tensor;
} {
  const graph = new Graph();
  const parameters = parametersOf(graph);
  const inputs = {
    inputIds: graph.input('input_ids', 'int64', ['batch', 'time']),
    positionIds: graph.input('position_ids', 'int64', [1, 'time']),
    attentionBias: graph.input('attention_bias', 'float32', [1, 1, 'time', 'time']),
    rows: graph.input('rows', 'int64', ['labels']),
  };
  const { logits } =
    config.model_type === 'gpt2'
      ? buildGpt2(config, parameters, inputs)
      : buildGpt(config, parameters, inputs);
  return {
    graph,
    logProbabilities: labelLogProbabilities(logits, graph.input('labels', 'int64', ['labels'])),
  };
}

/** Filled on the right, where no place looks; each token is told from the place before it. */
function feedsOf(batch: readonly (readonly number[])[]): Readonly<Record<string, Feed>> {
  const time = Math.max(...batch.map(({ length }) => length));
  const ids = new Int32Array(batch.length * time);
  const [rows, labels]: [number[], number[]] = [[], []];
  for (const [row, sequence] of batch.entries()) {
    ids.set(sequence, row * time);
    for (const [place, label] of sequence.slice(1).entries()) {
      rows.push(row * time + place);
      labels.push(label);
    }
  }
  const bias = causalBias([new Array<number>(time).fill(1)]);
  return {
    input_ids: { data: ids, shape: [batch.length, time] },
    position_ids: { data: Int32Array.from({ length: time }, (_, place) => place), shape: [1, time] },
    attention_bias: { data: bias.data, shape: bias.shape },
    rows: { data: Int32Array.from(rows), shape: [rows.length] },
    labels: { data: Int32Array.from(labels), shape: [labels.length] },
  };
}
