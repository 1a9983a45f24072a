import { blindingLeaks } from '#annotations/blinding-leaks.ts';
import {
  type DefinitionProblem,
  definitionProblems,
  problemPlace,
} from '#annotations/definition-problems.ts';
import { type StudyDefinition, studyDefinitionSchema } from '#annotations/study-definition.ts';

export type CheckedDefinition =
  | { readonly ok: true; readonly definition: StudyDefinition }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** A study as a form or file describes it, or everything that is wrong with it, breaches of the blinding included. */
export function checkDefinition(value: unknown): CheckedDefinition {
  const parsed = studyDefinitionSchema.safeParse(value);
  if (!parsed.success) return { ok: false, problems: definitionProblems(parsed.error.issues) };
  const problems = blindingLeaks(parsed.data).map(({ field, system }) => ({
    path: leakPath(parsed.data, field),
    message: `This names the system ${system}, and annotators would read it. Word it without.`,
  }));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, definition: parsed.data };
}

/** `criteria.empathy` names a criterion; problems address it by its place in the list. */
function leakPath(definition: StudyDefinition, field: string): DefinitionProblem['path'] {
  if (!field.startsWith('criteria.')) return [field];
  const name = field.slice('criteria.'.length);
  return ['criteria', definition.criteria.findIndex((criterion) => criterion.name === name)];
}

/** Problems by the name of the form's field they belong to; the first of each stands. */
export function problemsByField(problems: readonly DefinitionProblem[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { path, message } of problems) fields[fieldOf(path)] ??= message;
  return fields;
}

function fieldOf(path: DefinitionProblem['path']): string {
  const [first, second] = path;
  if (first === 'sample' && second !== undefined) return String(second);
  return first === 'systems' ? 'systems' : path.join('.') || 'form';
}

export interface ListedProblem {
  /** Where in the file, in words. */
  readonly place: string;
  readonly message: string;
}

export function listProblems(problems: readonly DefinitionProblem[]): ListedProblem[] {
  return problems.map(({ path, message }) => ({ place: problemPlace(path), message }));
}
