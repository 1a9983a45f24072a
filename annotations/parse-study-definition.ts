import { WorkbenchError } from '#lib/errors.ts';
import { blindingLeaks } from './blinding-leaks.ts';
import { definitionProblems, problemPlace } from './definition-problems.ts';
import { type StudyDefinition, studyDefinitionSchema } from './study-definition.ts';

/**
 * A study file's content as a definition with its defaults filled in. Throws WorkbenchError `bad-input` whose
 * message names every field that is wrong and how to mend it.
 */
export function parseStudyDefinition(value: unknown): StudyDefinition {
  const parsed = studyDefinitionSchema.safeParse(value);
  if (!parsed.success) {
    const problems = definitionProblems(parsed.error.issues);
    const words = problems.map(({ path, message }) => `${problemPlace(path)}: ${message}`);
    throw new WorkbenchError('bad-input', `The study cannot be made from this. ${words.join(' ')}`, {
      problems: problems.length,
    });
  }
  const [leak] = blindingLeaks(parsed.data);
  if (leak)
    throw new WorkbenchError(
      'bad-input',
      `“${leak.field}” names the system ${leak.system}, and annotators would read it. Word it without.`,
      { field: leak.field },
    );
  return parsed.data;
}
