import type { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import type { ExportedAssignment } from '../exported-assignment.ts';
import type { ExportedItem } from '../exported-item.ts';
import type { HeldStudy } from '../report-input-of.ts';
import {
  type BundleAssignment,
  type BundleStudy,
  bundleAssignmentSchema,
  bundleFiles,
  bundleItemSchema,
  bundleStudySchema,
} from './bundle-format.ts';

/** An assignment as a line of `assignments.jsonl`. */
export function assignmentLine(
  { item, rater, sequence, status, responses }: ExportedAssignment,
  comment?: string,
): string {
  const line = {
    item,
    rater,
    sequence,
    status,
    shown: responses.map(({ system, position, values }) => ({ system, position, values })),
    ...(comment === undefined || comment === '' ? {} : { comment }),
  };
  return `${JSON.stringify(line)}\n`;
}

/** An item as a line of `items.jsonl`. */
export function itemLine(one: ExportedItem): string {
  const { item, conv_id, turn_index, emotion, dialogue, context, responses } = one;
  return `${JSON.stringify({ item, conv_id, turn_index, emotion, dialogue, context, responses })}\n`;
}

export interface ReadBundle {
  readonly study: BundleStudy;
  readonly held: HeldStudy;
}

/**
 * A study from the texts of its bundle's files.
 *
 * @throws WorkbenchError `bad-input` that names the file and line that cannot be read
 */
export function heldStudy(textOf: (file: string) => string): ReadBundle {
  const study = parsed(textOf(bundleFiles.study), bundleStudySchema, bundleFiles.study);
  const items = parsedLines(textOf(bundleFiles.items), bundleItemSchema, bundleFiles.items);
  const byName = new Map(items.map((item) => [item.item, item]));
  const assignments = parsedLines(
    textOf(bundleFiles.assignments),
    bundleAssignmentSchema,
    bundleFiles.assignments,
  ).map((assignment, index) => exportedAssignment(assignment, byName, index + 1));
  const { name, seed, systems, criteria } = study.study;
  return {
    study,
    held: {
      name,
      seed,
      include: study.include,
      systems: systems.map((system) => system.name),
      criteria,
      items,
      assignments,
    },
  };
}

function exportedAssignment(
  { item: name, rater, sequence, status, shown }: BundleAssignment,
  items: ReadonlyMap<string, ExportedItem>,
  line: number,
): ExportedAssignment {
  const item = items.get(name);
  if (!item)
    throw new WorkbenchError(
      'bad-input',
      `${bundleFiles.assignments}, line ${line}: there is no item ${name} in ${bundleFiles.items}.`,
      { line },
    );
  const { conv_id, turn_index, emotion, dialogue, responses } = item;
  return {
    item: name,
    conv_id,
    turn_index,
    emotion,
    ...(dialogue === undefined ? {} : { dialogue }),
    rater,
    sequence,
    status,
    responses: shown.map((one) => ({ ...one, text: responses[one.system] ?? '' })),
  };
}

function parsedLines<Value>(text: string, schema: z.ZodType<Value>, file: string): Value[] {
  return text
    .split('\n')
    .flatMap((line, index) => (line === '' ? [] : [parsed(line, schema, `${file}, line ${index + 1}`)]));
}

function parsed<Value>(text: string, schema: z.ZodType<Value>, where: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WorkbenchError('bad-input', `${where} is not JSON. The bundle is damaged; export it again.`);
  }
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new WorkbenchError(
    'bad-input',
    `${where} is not as a bundle has it: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}. It may come from a newer version of the program.`,
  );
}
