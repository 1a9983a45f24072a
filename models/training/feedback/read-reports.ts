import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { contextTexts } from '../../generators/check-context.ts';
import { normaliseUtterance } from '../data/normalise-utterance.ts';
import { readLines } from '../data/read-lines.ts';

/** What a person reported or mended, text normalised. */
export interface Report {
  readonly line: number;
  /** What was said before the reply, of the two people in turn; the last is answered. */
  readonly context: readonly string[];
  /** What the system should not have said; null where a reply was only mended. */
  readonly reply: string | null;
  /** What it should have said. */
  readonly correction: string | null;
}

const utterance = z.strictObject({ speaker: z.enum(['speaker', 'listener']), text: z.string() });

/** A line of a file of reports. Further fields are passed over. */
export const reportLine = z.looseObject({
  /** Turns before the reply, the last of them the speaker's: texts, or texts with who says them. */
  context: z.union([z.array(z.string()).min(1), z.array(utterance).min(1)], {
    error: 'must be a list of texts, or of {"speaker": "speaker" or "listener", "text": …}, and not empty',
  }),
  /** What was reported. Missing or null where a reply was only mended: then the correction is learned, no more. */
  reply: z.string().nullish(),
  /** What somebody wrote in its place. */
  correction: z.string().nullish(),
  /** Why it was reported, in words. */
  reason: z.string().nullish(),
  /** Which system said it, with the SHA-256 of its checkpoint and its settings, and when (ISO 8601). */
  system: z.string().nullish(),
  checkpoint: z.string().nullish(),
  settings: z.record(z.string(), z.unknown()).nullish(),
  time: z.iso.datetime({ offset: true }).nullish(),
});

const mostFaults = 20;

/**
 * A file of reports, JSON Lines. The same reply to the same context counts once, however often it was reported.
 * @throws WorkbenchError `bad-input` that names the lines at fault, as far as the first twenty, and why
 */
export async function readReports(path: string): Promise<Report[]> {
  const faults: string[] = [];
  const reports = new Map<string, Report>();
  let number = 0;
  for await (const line of readLines(path)) {
    number++;
    if (line.trim() === '') continue;
    try {
      const report = parseReport(line, number);
      const key = JSON.stringify([report.context, report.reply, report.correction]);
      if (!reports.has(key)) reports.set(key, report);
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      faults.push(`line ${number}: ${error.message}`);
      if (faults.length === mostFaults) break;
    }
  }
  const found = [...reports.values()];
  const told = faults.length > 0 ? faults : contradictions(found);
  if (told.length === 0) return found;
  throw new WorkbenchError('bad-input', `${path} cannot be used. ${told.slice(0, mostFaults).join('; ')}.`);
}

function parseReport(line: string, number: number): Report {
  const { context, reply, correction } = checked(line);
  const said = (text: string | null | undefined, field: string) => {
    if (text === null || text === undefined) return null;
    const normal = normaliseUtterance(text);
    return normal === '' ? refuse(`"${field}" has no text; leave it out where there is none`) : normal;
  };
  const report = {
    line: number,
    context: contextOf(context),
    reply: said(reply, 'reply'),
    correction: said(correction, 'correction'),
  };
  if (report.reply === null && report.correction === null)
    refuse('it has neither a "reply" that was reported nor a "correction"');
  if (report.reply !== null && report.reply === report.correction)
    refuse('the correction is the reported reply itself');
  return report;
}

function checked(line: string): z.infer<typeof reportLine> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return refuse('it is no JSON');
  }
  const parsed = reportLine.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  return refuse(place === '' ? 'it is no object' : `"${place}": ${issue?.message ?? 'it does not fit'}`);
}

function contextOf(turns: z.infer<typeof reportLine>['context']): string[] {
  const last = turns.length - 1;
  const utterances = turns.map((turn, index) =>
    typeof turn === 'string'
      ? { speaker: (last - index) % 2 === 0 ? ('speaker' as const) : ('listener' as const), text: turn }
      : turn,
  );
  if (utterances[last]?.speaker === 'listener')
    refuse("the last turn of the context must be the speaker's, whom the reply answers");
  try {
    return contextTexts(utterances);
  } catch (error) {
    if (error instanceof WorkbenchError) return refuse(error.message.replace(/\.$/, ''));
    throw error;
  }
}

/** Replies that one report rejects and another proposes for the same context. */
function contradictions(reports: readonly Report[]): string[] {
  const keyOf = (context: readonly string[], text: string) => JSON.stringify([context, text]);
  const rejected = new Map(
    reports.flatMap(({ context, reply, line }) => (reply === null ? [] : [[keyOf(context, reply), line]])),
  );
  return reports.flatMap(({ context, correction, line }) => {
    const other = correction === null ? undefined : rejected.get(keyOf(context, correction));
    return other === undefined
      ? []
      : [`line ${line} proposes for its context what line ${other} reports: keep one of the two`];
  });
}

function refuse(why: string): never {
  throw new WorkbenchError('bad-input', why);
}
