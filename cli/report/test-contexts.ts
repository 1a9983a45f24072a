import { z } from 'zod';
import { moelTokens } from '#eval/text/moel-tokens.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { Utterance } from '#models/client.ts';
import { detokenise } from '#models/training/data/detokenise.ts';
import { readLines } from '#models/training/data/read-lines.ts';

const line = z.object({
  item: z.int(),
  conv_id: z.string().nullable(),
  turn_index: z.int(),
  emotion: z.string(),
  context: z.array(z.string()).min(1),
  reference: z.string().nullable(),
  reference_tokenized: z.string(),
  responses: z.record(z.string(), z.string()),
});

/** A context that this literature tests on, with the published systems' answers. */
export interface TestContext {
  readonly item: number;
  /** Of the dialogue, from 0 on: contexts of one dialogue share most of what was said. */
  readonly dialogue: number;
  readonly turn: number;
  readonly emotion: string;
  readonly context: readonly Utterance[];
  /** As the person wrote it. */
  readonly reference: string;
  readonly referenceTokens: readonly string[];
  /** Tokens of the answers, by the systems' names. */
  readonly published: Readonly<Record<string, readonly string[]>>;
}

export interface TestContexts {
  readonly contexts: readonly TestContext[];
  readonly dialogues: number;
  /** How many raw references are, by MoEL's preprocessing, exactly the tokenised ones. */
  readonly reproduced: number;
}

/** Where the file lies in the folder of data. */
export const testContextsFile = 'system_outputs/ed_test_responses.jsonl.gz';

/**
 * The test contexts, all of them or the first so many.
 * @throws WorkbenchError `bad-input` where the file is missing, `bad-row` where a line has another form
 */
export async function readTestContexts(path: string, limit: number | null): Promise<TestContexts> {
  const contexts: TestContext[] = [];
  const dialogues = new Map<string, number>();
  let [number, reproduced] = [0, 0];
  for await (const text of readLines(path)) {
    number++;
    const row = parse(text, { path, number });
    const said = row.conv_id ?? `without a name: ${row.context[0]}`;
    const dialogue = dialogues.get(said) ?? dialogues.size;
    dialogues.set(said, dialogue);
    const isSame = row.reference !== null && moelTokens(row.reference).join(' ') === row.reference_tokenized;
    if (isSame) reproduced++;
    contexts.push({
      item: row.item,
      dialogue,
      turn: row.turn_index,
      emotion: row.emotion,
      context: row.context.map((said, index) => ({
        speaker: index % 2 === 0 ? ('speaker' as const) : ('listener' as const),
        text: said,
      })),
      // The tokenised one is what the published figures are on; where the raw one is another or missing, it is it.
      reference: isSame ? (row.reference ?? '') : detokenise(row.reference_tokenized),
      referenceTokens: tokensOf(row.reference_tokenized),
      published: Object.fromEntries(
        Object.entries(row.responses).map(([system, response]) => [system, tokensOf(response)]),
      ),
    });
    if (contexts.length === limit) break;
  }
  if (contexts.length === 0) throw new WorkbenchError('bad-input', `${path} holds no context.`);
  return { contexts, dialogues: dialogues.size, reproduced };
}

function parse(text: string, { path, number }: { readonly path: string; readonly number: number }) {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    throw new WorkbenchError('bad-row', `${path}, line ${number} is not a test context with answers.`, {
      line: number,
    });
  }
}

function tokensOf(text: string): string[] {
  return text.split(/\s+/).filter((token) => token !== '');
}
