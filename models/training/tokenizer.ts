import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { trainByteLevelBpe } from '../tokenizers/train-byte-level-bpe.ts';
import { textSource, textsOf } from './data/data-source.ts';
import { defineRecipe } from './framework/recipe.ts';
import { hashesOf } from './framework/trained-folder.ts';
import { writeJsonAtomically } from './framework/write-atomically.ts';
import { dialogueTokenNames } from './language-model/dialogue-tokens.ts';

const config = z.strictObject({
  /** Tokens in all: special ones, the 256 bytes, and merges. */
  vocabSize: z.int().min(300).max(1_000_000).default(8000),
  /** A pair seen less often is not merged. */
  minFrequency: z.int().min(1).default(2),
  /** T5's `<extra_id_0>`, …: places to fill in, for pre-training a T5. */
  sentinels: z.int().min(0).max(1000).default(32),
  /** Whether case is dropped, as openai-gpt does: a small vocabulary then spends nothing on it. */
  lowercase: z.boolean().default(true),
  /** What it learns from: training splits only. */
  data: z.array(textSource).min(1),
});

/** Special tokens in the order of their ids: T5 has `<pad>` at 0 and its end at 1. */
function specialTokens(sentinels: number): string[] {
  const { pad, eos, bos, speaker1, speaker2 } = dialogueTokenNames;
  const marks = Array.from({ length: sentinels }, (_, index) => `<extra_id_${index}>`);
  return [pad, eos, bos, speaker1, speaker2, ...marks];
}

/** Byte-level BPE (Radford et al. 2019) for GPT and T5 alike, with the tokens of dialogues. */
export const tokenizerRecipe = defineRecipe({
  name: 'tokenizer',
  summary: 'byte-level byte-pair encoding on the training text, for GPT and T5 alike',
  config,
  run: async (settings, context) => {
    const { vocabSize, minFrequency, lowercase } = settings;
    if (context.init)
      throw new WorkbenchError('bad-input', 'A tokenizer starts from nothing: leave --init out.');

    const texts: string[] = [];
    for (const source of settings.data) {
      for await (const text of textsOf(source, context.dataDir)) texts.push(text);
      context.progress({ message: 'Reading texts', done: texts.length, total: null });
    }

    const special = specialTokens(settings.sentinels);
    const trained = trainByteLevelBpe(texts, {
      vocabSize,
      minFrequency,
      lowercase,
      // The first word of a turn is then the token it is within one, which a small vocabulary cannot keep twice.
      prefixSpace: true,
      specialTokens: special,
      onMerge: (done) => context.progress({ message: 'Merging', done, total: vocabSize }),
    });

    mkdirSync(context.out, { recursive: true });
    writeJsonAtomically(join(context.out, 'tokenizer.json'), trained);
    writeJsonAtomically(join(context.out, 'tokenizer_config.json'), {
      tokenizer_class: 'PreTrainedTokenizerFast',
      pad_token: dialogueTokenNames.pad,
      eos_token: dialogueTokenNames.eos,
      bos_token: dialogueTokenNames.bos,
      additional_special_tokens: special.slice(3),
      clean_up_tokenization_spaces: false,
      model_input_names: ['input_ids', 'attention_mask'],
    });

    const numbers = measure(context.out, texts);
    const data = await hashesOf(
      context.dataDir,
      settings.data.map(({ path }) => path),
    );
    writeJsonAtomically(join(context.out, 'training.json'), {
      recipe: 'tokenizer',
      config: settings,
      data,
      numbers,
      commit: context.commit,
    });
    return {
      line: `${numbers.vocabulary} tokens from ${texts.length} texts; ${numbers.tokensPerWord.toFixed(3)} tokens a word.`,
      numbers,
    };
  },
});

/** The size reached, and how many tokens a word of the text takes, over each hundredth text. */
function measure(dir: string, texts: readonly string[]) {
  const tokenizer = loadTokenizer(dir);
  let tokens = 0;
  let words = 0;
  for (let index = 0; index < texts.length; index += 100) {
    const text = texts[index] ?? '';
    tokens += tokenizer.encode(text).length;
    words += text.split(' ').length;
  }
  return { vocabulary: tokenizer.vocabSize, texts: texts.length, tokensPerWord: tokens / Math.max(1, words) };
}
