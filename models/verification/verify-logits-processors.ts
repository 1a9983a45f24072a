import { type DecodingSettings, defaultDecodingSettings } from '../decoding/decoding-settings.ts';
import { processLogits } from '../decoding/logits-processors.ts';
import { warpLogits } from '../decoding/warp-logits.ts';
import { type Comparison, compareExact, compareOutput } from './compare.ts';
import { compared, skipped, type VerificationLine } from './report.ts';

type LogitRows = readonly (readonly (number | null)[])[];

/** Logits by the steps their name tells, such as `temp0.7_top_k8_top_p0.9`; null is a token ruled out. */
export interface ProcessorGoldens {
  readonly logits: readonly (readonly number[])[];
  /** What has been said when each row is processed. */
  readonly input_ids: readonly (readonly number[])[];
  readonly [steps: string]: unknown;
}

/** What may stand in a name, and the settings it stands for; `eos` belongs to the shortest length. */
const vocabulary: readonly (readonly [RegExp, (value: number) => Partial<DecodingSettings>])[] = [
  [/^temp(?:erature)?_?([\d.]+)(?=_|$)/, (temperature) => ({ temperature })],
  [/^top_k_?(\d+)(?=_|$)/, (topK) => ({ topK })],
  // TransferTransfo's filter takes 0 for "keep all", which is 1 here.
  [/^top_p_?([\d.]+)(?=_|$)/, (topP) => ({ topP: topP === 0 ? 1 : topP })],
  [/^repetition_penalty_?([\d.]+)(?=_|$)/, (repetitionPenalty) => ({ repetitionPenalty })],
  [/^no_repeat_ngram_?(\d+)(?=_|$)/, (noRepeatNgramSize) => ({ noRepeatNgramSize })],
  [/^min(?:_length)?_?(\d+)(?=_|$)/, (minLength) => ({ minLength })],
  [/^eos_?(\d+)(?=_|$)/, (id) => ({ eosTokenIds: [id] })],
];

/** The words a name may begin with, which say where its settings were found. */
const origins = /^emprl_/;

/** Processors and warpers of replies on given logits, and TransferTransfo's own filter. */
export function* verifyLogitsProcessors(name: string, golden: ProcessorGoldens): Generator<VerificationLine> {
  const {
    logits: _,
    input_ids: _ids,
    note: _note,
    transfertransfo_top_filtering: filtering,
    ...own
  } = golden;
  const end = Object.keys(own).flatMap((key) => /_eos_(\d+)/.exec(key)?.[1] ?? [])[0];
  const base = end === undefined ? {} : { eosTokenIds: [Number(end)] };
  for (const [steps, rows] of Object.entries(own))
    yield verifyRows(name, { group: '', steps, rows: rows as LogitRows, golden, base });
  const { note = '', ...filtered } = (filtering ?? {}) as Readonly<Record<string, unknown>>;
  const temperature = /temperature ([\d.]+)/.exec(String(note))?.[1];
  for (const [steps, rows] of Object.entries(filtered))
    yield verifyRows(name, {
      group: 'transfertransfo_top_filtering.',
      steps,
      rows: rows as LogitRows,
      golden,
      base: temperature === undefined ? {} : { temperature: Number(temperature) },
    });
}

interface Case {
  /** The group's name and a dot, or nothing. */
  readonly group: string;
  readonly steps: string;
  readonly rows: LogitRows;
  readonly golden: ProcessorGoldens;
  readonly base: Partial<DecodingSettings>;
}

function verifyRows(name: string, { group, steps, rows, golden, base }: Case): VerificationLine {
  const quantity = `logits_processors.${group}${steps}`;
  const named = settingsOf(steps);
  if (!named) return skipped(name, quantity, 'this step is not offered');
  const settings = { ...defaultDecodingSettings, ...base, ...named };
  const found = golden.logits.map((row, index) => processed(row, settings, golden.input_ids[index] ?? []));
  return compared(name, quantity, compareRuledOut(found, rows));
}

function settingsOf(key: string): Partial<DecodingSettings> | undefined {
  let rest = key.replace(origins, '');
  let settings: Partial<DecodingSettings> = {};
  while (rest !== '') {
    const word = vocabulary.find(([pattern]) => pattern.test(rest));
    const match = word?.[0].exec(rest);
    if (!word || !match) return undefined;
    settings = { ...settings, ...word[1](Number(match[1])) };
    rest = rest.slice(match[0].length + 1);
  }
  return settings;
}

/** A row after everything the settings ask for, with null for the tokens that are out of play. */
function processed(
  row: readonly number[],
  settings: DecodingSettings,
  tokens: readonly number[],
): (number | null)[] {
  const scores = Float32Array.from(row);
  processLogits(scores, settings, { tokens, promptLength: tokens.length });
  const kept = warpLogits(scores, settings);
  const found: (number | null)[] = row.map(() => null);
  for (const [place, id] of kept.ids.entries()) {
    const score = kept.scores[place] ?? Number.NaN;
    found[id] = score === Number.NEGATIVE_INFINITY ? null : score;
  }
  return found;
}

/** First the same tokens must be in play, then their scores agree. */
function compareRuledOut(found: LogitRows, golden: LogitRows): Comparison {
  const inPlay = (rows: LogitRows) => rows.map((row) => row.map((score) => (score === null ? 0 : 1)));
  const tokens = compareExact(inPlay(found), inPlay(golden));
  if (!tokens.pass) return tokens;
  const data = found.flat().map((score) => score ?? 0);
  return compareOutput({ data, shape: [found.length, found[0]?.length ?? 0] }, golden);
}
