import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeJsonAtomically } from '#models/training/framework/write-atomically.ts';
import { type EmotionAccuracy, emotionPart } from './part-emotion.ts';
import { type EmpRlFigures, empRlPart } from './part-emprl.ts';
import { type IdentifiersPart, identifiersPart } from './part-identifiers.ts';
import { type LempexPart, lempexPart } from './part-lempex.ts';
import { type NegativeFigures, negativePart } from './part-negative.ts';
import { type PerplexityPart, perplexityPart } from './part-perplexity.ts';
import { type RepliesPart, repliesPart } from './part-replies.ts';
import { type RetrieverPart, retrieverPart } from './part-retriever.ts';
import { checkpointDir, hashOf, type Measured, type ReportContext } from './report-context.ts';

export interface ReportParts {
  readonly perplexity: PerplexityPart;
  readonly replies: RepliesPart;
  readonly emotion: Measured<EmotionAccuracy>;
  readonly identifiers: IdentifiersPart;
  readonly emprl: Measured<EmpRlFigures>;
  readonly lempex: LempexPart;
  readonly retriever: RetrieverPart;
  readonly negative: Measured<NegativeFigures>;
}

export type PartName = keyof ReportParts;

/** What a part hangs on, and how it is measured. */
interface Part<Name extends PartName> {
  readonly checkpoints: readonly string[];
  readonly measure: (context: ReportContext) => Promise<ReportParts[Name]>;
}

const main = ['caire', 't5-sft', 'emprl', 'lempex', 'dpr'] as const;
const lempex = ['lempex', 'lempex-no-losses', 'lempex-no-exemplars', 'lempex-plain', 'dpr', 'caire'] as const;
const identifiers = ['identifiers-judge', 'identifiers-reward'] as const;

const parts: { readonly [Name in PartName]: Part<Name> } = {
  identifiers: { checkpoints: identifiers, measure: identifiersPart },
  retriever: { checkpoints: ['dpr'], measure: retrieverPart },
  negative: { checkpoints: ['negative'], measure: async (context) => negativePart(context) },
  perplexity: { checkpoints: main, measure: perplexityPart },
  replies: { checkpoints: main, measure: repliesPart },
  emotion: { checkpoints: ['caire'], measure: emotionPart },
  emprl: { checkpoints: ['t5-sft', 'emprl', ...identifiers], measure: empRlPart },
  lempex: { checkpoints: [...lempex, 'identifiers-judge'], measure: lempexPart },
};

export const partNames = Object.keys(parts) as readonly PartName[];

/**
 * Measures parts, and takes the others from an earlier run that had the same contexts and checkpoints. A part that is in
 * neither is left out.
 */
export async function measureReport(
  context: ReportContext,
  wanted: readonly PartName[],
): Promise<Partial<ReportParts>> {
  const found: Partial<Record<PartName, unknown>> = {};
  for (const name of partNames) {
    const file = await partFile(context, name);
    if (wanted.includes(name)) {
      found[name] = await parts[name].measure(context);
      mkdirSync(context.workDir, { recursive: true });
      writeJsonAtomically(file, found[name]);
    } else if (existsSync(file)) found[name] = JSON.parse(readFileSync(file, 'utf8'));
  }
  return found as Partial<ReportParts>;
}

/** Raised where what a part gives changes its meaning. */
const version = 2;

async function partFile(context: ReportContext, name: PartName): Promise<string> {
  const hashes = await Promise.all(
    parts[name].checkpoints.map(async (checkpoint) => {
      const dir = checkpointDir(context, checkpoint);
      return dir === null ? null : await hashOf(dir);
    }),
  );
  const what = { version, contexts: context.tests.contexts.length, hashes };
  const key = createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
  return join(context.workDir, `part-${name}-${key}.json`);
}
