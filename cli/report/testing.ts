import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { drawClusters } from '#eval/statistics/cluster-bootstrap.ts';
import { moelTokens } from '#eval/text/moel-tokens.ts';
import { createRandom } from '#lib/rng.ts';
import type { ModelClient } from '#models/client.ts';
import { tinyLempexCheckpoint, tinyRetriever } from '#models/generators/lempex-testing.ts';
import { tinyCheckpoint, tinyIdentifiers } from '#models/generators/testing.ts';
import type { ReportContext } from './report-context.ts';
import { readTestContexts, testContextsFile } from './test-contexts.ts';

const things = ['dog', 'cat', 'exam', 'house', 'garden', 'brother'];
const feelings = ['sad', 'joyful', 'proud', 'afraid'];

/** Invented test contexts, posts and training dialogues in the form of the real ones. */
export function tinyData(folder: string): string {
  const rows = things.flatMap((thing, at) => {
    const emotion = feelings[at % feelings.length] ?? 'sad';
    const turns = [
      `I am ${emotion} about my ${thing}.`,
      `What is it with your ${thing}?`,
      'I do not know.',
      `I see that you're ${emotion}!`,
    ];
    return [1, 3].map((turn) => ({
      conv_id: `conv-${at}`,
      turn_index: turn,
      emotion,
      context: turns.slice(0, turn),
      reference: turns[turn] ?? '',
    }));
  });
  const lines = rows.map((row, item) => ({
    item,
    ...row,
    context_tokenized: row.context.map((text) => moelTokens(text).join(' ')),
    reference_tokenized: moelTokens(row.reference).join(' '),
    responses: { mime_greedy: 'i am sorry .', mime_topk: `what is it with your ${things[item % 3]} ?` },
  }));
  writeGzip(join(folder, testContextsFile), jsonLines(lines));
  const dialogues = things.map((thing, at) => ({
    conv_id: `train-${at}`,
    emotion: feelings[at % feelings.length],
    situation: '',
    turns: [
      { speaker: 'speaker', text: `My ${thing} is so old.` },
      { speaker: 'listener', text: `Oh no, is your ${thing} sad?` },
    ],
  }));
  writeGzip(join(folder, 'empatheticdialogues/train.jsonl.gz'), jsonLines(dialogues));
  for (const name of ['emotional-reactions', 'interpretations', 'explorations'])
    writeGzip(join(folder, `epitome/${name}-reddit.csv.gz`), posts());
  return folder;
}

function posts(): string {
  const rows = Array.from({ length: 40 }, (_, at) =>
    [
      `post${at}`,
      `answer${at}`,
      'I feel so sad',
      at % 2 ? 'I am sorry for you' : 'ok',
      String(at % 3),
      '',
    ].join(','),
  );
  return ['sp_id,rp_id,seeker_post,response_post,level,rationales', ...rows, ''].join('\n');
}

function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

function writeGzip(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(text));
}

export interface TinyCheckpoints {
  readonly lempex?: boolean;
}

/** Checkpoints of random weights under the names of the report. */
export function tinyCheckpoints(folder: string, { lempex = true }: TinyCheckpoints = {}): string {
  const place = (made: string, name: string) => renameSync(made, join(folder, name));
  mkdirSync(folder, { recursive: true });
  place(tinyCheckpoint(folder, 'caire'), 'caire');
  place(tinyCheckpoint(folder, 't5'), 't5-sft');
  place(tinyCheckpoint(folder, 't5', 2), 'emprl');
  place(tinyIdentifiers(folder), 'identifiers-judge');
  place(tinyIdentifiers(folder, 2), 'identifiers-reward');
  tinyRetriever(join(folder, 'dpr'));
  if (lempex) {
    place(tinyLempexCheckpoint(folder), 'lempex');
    place(tinyLempexCheckpoint(folder, { exemplars: false }), 'lempex-no-exemplars');
  }
  return folder;
}

/** A client that answers at once with made-up words and counts how often it was asked. */
export function wordyClient(): ModelClient & { asked: number } {
  const client = {
    asked: 0,
    capacity: 3,
    respond: async (...[system, { context, seed }]: Parameters<ModelClient['respond']>) => {
      client.asked++;
      const raw = `${system.generator} says ${context.length} ${seed % 2 === 0 ? 'oh no' : "that's sad"} .`;
      return {
        ...{ text: raw, raw, tokens: [], logProbabilities: [], finished: 'eos' as const },
        details: {
          ...(system.generator === 'caire' && {
            emotion: feelings.map((label, at) => ({ label, probability: 0.4 - at / 10 })),
          }),
          ...('emotionFilter' in system && { exemplars: [{ text: 'oh no', score: 1 }] }),
        },
      };
    },
    async *respondAll() {},
    processes: () => [],
    close: async () => {},
  };
  return client as unknown as ModelClient & { asked: number };
}

export interface TinyReport {
  readonly dataDir: string;
  readonly checkpoints: string;
  readonly workDir: string;
  readonly client: ModelClient;
  readonly signal?: AbortSignal;
}

export async function tinyReportContext({
  signal = new AbortController().signal,
  ...given
}: TinyReport): Promise<ReportContext & { readonly notes: string[] }> {
  const tests = await readTestContexts(join(given.dataDir, testContextsFile), null);
  const notes: string[] = [];
  return {
    ...given,
    tests,
    draws: drawClusters(tests.dialogues, { random: createRandom(1), resamples: 20 }),
    session: { threads: 1 },
    signal,
    note: (line) => notes.push(line),
    progress: () => {},
    notes,
  };
}
