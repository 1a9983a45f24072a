import { greatestCosines } from '#eval/metrics/bert-score.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { forwardGraph } from '../architectures/forward-graph.ts';
import { modelInputs } from '../architectures/model-inputs.ts';
import { filledRows } from '../exemplars/encoder-frame.ts';
import { openForward } from '../runtime/forward-session.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { neighbours } from '../scoring/scored-exchange.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizers/load-tokenizer.ts';
import type { CanonicalOptions } from '../weights/canonical-names.ts';
import type { BertConfig, T5Config } from '../weights/configs.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { encoderConfig, encoderLayers } from './encoder-config.ts';
import type { EncoderLayer, Measured, TextPair } from './measurement.ts';

/** T5 has no last position; its published tokenizers end texts here, and bert_score with them. */
const t5Length = 512;

/**
 * The pieces of texts as bert_score 0.3.13 cuts them: trimmed, within the tokenizer's own frame, the end of what is too
 * long left out but for the frame's last piece.
 */
export function pieceCutter(dir: string): (text: string) => number[] {
  const config = encoderConfig(dir);
  const tokenizer = loadTokenizer(dir);
  const most = config.model_type === 'bert' ? config.max_position_embeddings : t5Length;
  return (text) => cut(tokenizer.encode(text.trim()), most, closingLength(tokenizer));
}

function cut(ids: number[], most: number, closing: number): number[] {
  return ids.length <= most ? ids : [...ids.slice(0, most - closing), ...ids.slice(ids.length - closing)];
}

/** How many pieces the frame puts behind a text. */
function closingLength(tokenizer: Tokenizer): number {
  const frame = tokenizer.encode('');
  const { cls, bos } = tokenizer.specialIds;
  return frame.length - (frame[0] !== undefined && (frame[0] === cls || frame[0] === bos) ? 1 : 0);
}

export interface PieceEncoder {
  match(pairs: readonly TextPair[]): Promise<Measured['cosines']>;
  dispose(): Promise<void>;
}

/**
 * An encoder's states after a layer, of every piece. As in bert_score the layers above are left away, so that T5's last
 * norm follows the chosen one.
 * @throws WorkbenchError `bad-input` where the folder holds no BERT and no T5, or has no such layer
 */
export async function openPieceEncoder(
  { dir, layer }: EncoderLayer,
  options: SessionOptions = {},
): Promise<PieceEncoder> {
  const found = encoderConfig(dir);
  const layers = encoderLayers(found);
  if (!Number.isInteger(layer) || layer < 1 || layer > layers)
    throw new WorkbenchError('bad-input', `${dir} has layers 1 to ${layers}, not ${layer}: name another.`);
  const { config, output, options: named } = trimmed(found, layer);
  const { tensors } = loadModelCheckpoint(dir, named);
  const { graph, values } = forwardGraph(config);
  const state = values[output];
  if (!state) throw new Error(`the encoder has no ${output}`);
  const session = await openForward({ graph, values: { state } }, tensors, options);
  const piecesOf = pieceCutter(dir);
  const vectorsOf = async (rows: readonly (readonly number[])[]): Promise<Float64Array[][]> => {
    const feeds = modelInputs(config, filledRows(rows, config.pad_token_id ?? 0));
    const { state: found } = await session.run(feeds, ['state']);
    if (!found) throw new Error('the encoder gave no states');
    const [, time = 0, width = 0] = found.shape;
    return rows.map((row, at) =>
      row.map((_, place) => {
        const start = (at * time + place) * width;
        return Float64Array.from(found.data.subarray(start, start + width));
      }),
    );
  };
  return {
    match: async (pairs) => {
      const pieces = new Map<string, number[]>();
      for (const text of pairs.flatMap(({ hypothesis, reference }) => [hypothesis, reference]))
        if (!pieces.has(text)) pieces.set(text, piecesOf(text));
      const vectors = new Map<string, readonly Float64Array[]>();
      const byLength = [...pieces].sort(([, a], [, b]) => a.length - b.length);
      for (const batch of neighbours(byLength, ([, row]) => row.length)) {
        const states = await vectorsOf(batch.map(([, row]) => row));
        for (const [at, [text]] of batch.entries()) vectors.set(text, states[at] ?? []);
      }
      return pairs.map(({ hypothesis, reference }) => {
        const { ofHypothesis, ofReference } = greatestCosines(
          vectors.get(hypothesis) ?? [],
          vectors.get(reference) ?? [],
        );
        const matched = (text: string, cosines: Float64Array) => ({
          pieces: Int32Array.from(pieces.get(text) ?? []),
          cosines,
        });
        return {
          hypothesis: matched(hypothesis, ofHypothesis),
          reference: matched(reference, ofReference),
        };
      });
    },
    dispose: () => session.dispose(),
  };
}

function trimmed(
  config: BertConfig | T5Config,
  layer: number,
): { readonly config: BertConfig | T5Config; readonly output: string; readonly options: CanonicalOptions } {
  if (config.model_type === 't5')
    return {
      config: { ...config, architectures: ['T5EncoderModel'], num_layers: layer },
      output: 'encoder_last_hidden_state',
      options: { head: 'T5EncoderModel' },
    };
  return {
    config: { ...config, architectures: ['BertModel'], num_hidden_layers: layer },
    output: 'last_hidden_state',
    options: { head: 'BertModel', without: /^pooler\./ },
  };
}
