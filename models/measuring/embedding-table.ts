import type { WordVectors } from '#eval/metrics/embedding-match.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { readCheckpoint } from '../weights/read-checkpoint.ts';

/** How architectures name the embeddings of pieces. */
const names = /(^|\.)(shared|wte|tokens_embed|word_embeddings|embed_tokens)\.weight$/;

/**
 * The embeddings that a model's folder has of word pieces: of a text those of its pieces, without a frame. They are
 * static, as word vectors are.
 * @throws WorkbenchError `bad-input` where the folder has none, or no tokenizer
 */
export function openEmbeddingTable(dir: string): (text: string) => WordVectors {
  const tensor = [...readCheckpoint(dir).tensors.values()].find(
    ({ name, shape }) => names.test(name) && shape.length === 2,
  );
  const width = tensor?.shape[1];
  if (!tensor || width === undefined)
    throw new WorkbenchError('bad-input', `${dir} holds no embeddings of word pieces that are known here.`);
  const tokenizer = loadTokenizer(dir);
  const table = tensor.read();
  return (text) =>
    tokenizer
      .encode(text, { addSpecialTokens: false })
      .map((piece) => Float64Array.from(table.subarray(piece * width, (piece + 1) * width)));
}
