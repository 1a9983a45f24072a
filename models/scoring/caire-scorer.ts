import { parametersOf } from '../architectures/forward-graph.ts';
import { buildGpt } from '../architectures/gpt.ts';
import { buildGpt2 } from '../architectures/gpt2.ts';
import { causalBias } from '../architectures/host-inputs.ts';
import { gptConfig, personaOf } from '../generators/caire-form.ts';
import { contextTexts } from '../generators/check-context.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import { labelLogProbabilities } from '../graph/ops/loss.ts';
import { openGraph } from '../runtime/graph-model.ts';
import type { Feed, SessionOptions } from '../runtime/session.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { normaliseUtterance } from '../training/data/normalise-utterance.ts';
import { dialogueTokensOf } from '../training/language-model/dialogue-tokens.ts';
import {
  type DialogueSequence,
  dialogueSequence,
  fitContext,
} from '../training/objectives/transfertransfo-input.ts';
import type { Gpt2Config, OpenaiGptConfig } from '../weights/configs.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import {
  negativeSum,
  neighbours,
  type ReplyScore,
  type ReplyScorer,
  type ScoredExchange,
} from './scored-exchange.ts';

/** As the generator answers: its persona, and the last five utterances. */
const utterances = 5;

/**
 * A GPT in TransferTransfo's form.
 * @throws WorkbenchError `bad-input` where the folder holds none
 */
export async function openCaireScorer(dir: string, options: SessionOptions = {}): Promise<ReplyScorer> {
  const checkpoint = loadModelCheckpoint(dir);
  const config = gptConfig(checkpoint.config, dir);
  const tokenizer = loadTokenizer(dir);
  const tokens = dialogueTokensOf(tokenizer);
  const encode = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
  const persona = personaOf({}, config).map(encode);
  const { graph, logProbabilities } = replyGraph(config);
  const model = await openGraph(
    { graph, values: { logProbabilities }, tensors: checkpoint.tensors },
    options,
  );
  const sequenceOf = ({ context, reply }: ScoredExchange): DialogueSequence => {
    const answer = encode(normaliseUtterance(reply));
    const history = contextTexts(context).map(encode);
    const room = { utterances, length: config.n_positions, replyLength: answer.length };
    return dialogueSequence({ ...fitContext({ persona, history }, room), reply: answer }, tokens);
  };
  return {
    score: async (exchanges) => {
      const scores: ReplyScore[] = [];
      for (const batch of neighbours(exchanges.map(sequenceOf), ({ inputIds }) => inputIds.length)) {
        const found = await model.run(feedsOf(batch, tokens.pad));
        scores.push(...rowScores(batch, found.logProbabilities?.data ?? []));
      }
      return scores;
    },
    dispose: () => model.dispose(),
  };
}

/** The log-probabilities [labels] of tokens that follow the places `rows`. */
function replyGraph(config: Gpt2Config | OpenaiGptConfig): {
  readonly graph: Graph;
  readonly logProbabilities: Tensor;
} {
  const graph = new Graph();
  const parameters = parametersOf(graph);
  const inputs = {
    inputIds: graph.input('input_ids', 'int64', ['batch', 'time']),
    tokenTypeIds: graph.input('token_type_ids', 'int64', ['batch', 'time']),
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

/** Filled on the right, where no place looks. Each token of a reply is told from the place before it. */
function feedsOf(batch: readonly DialogueSequence[], pad: number): Readonly<Record<string, Feed>> {
  const time = Math.max(...batch.map(({ inputIds }) => inputIds.length));
  const shape = [batch.length, time];
  const ids = new Int32Array(batch.length * time).fill(pad);
  const types = ids.slice();
  const [rows, labels]: [number[], number[]] = [[], []];
  for (const [row, { inputIds, tokenTypeIds, replyStart }] of batch.entries()) {
    ids.set(inputIds, row * time);
    types.set(tokenTypeIds, row * time);
    for (let place = replyStart; place + 1 < inputIds.length; place++) {
      rows.push(row * time + place);
      labels.push(inputIds[place + 1] ?? pad);
    }
  }
  const bias = causalBias([new Array<number>(time).fill(1)]);
  return {
    input_ids: { data: ids, shape },
    token_type_ids: { data: types, shape },
    position_ids: { data: Int32Array.from({ length: time }, (_, place) => place), shape: [1, time] },
    attention_bias: { data: bias.data, shape: bias.shape },
    rows: { data: Int32Array.from(rows), shape: [rows.length] },
    labels: { data: Int32Array.from(labels), shape: [labels.length] },
  };
}

function rowScores(batch: readonly DialogueSequence[], values: ArrayLike<number>): ReplyScore[] {
  let start = 0;
  return batch.map(({ inputIds, replyStart }) => {
    const tokens = inputIds.length - 1 - replyStart;
    const negativeLogLikelihood = negativeSum(values, start, start + tokens);
    start += tokens;
    return { negativeLogLikelihood, tokens };
  });
}
