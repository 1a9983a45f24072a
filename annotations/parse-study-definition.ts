import { WorkbenchError } from '#lib/errors.ts';
import { blindingLeaks } from './blinding-leaks.ts';
import { type StudyDefinition, studyDefinitionSchema } from './study-definition.ts';

/**
 * A study file's content as a definition with its defaults filled in. Throws WorkbenchError `bad-input` whose
 * message names every field that is wrong, and why.
 */
export function parseStudyDefinition(value: unknown): StudyDefinition {
  const parsed = studyDefinitionSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    );
    throw new WorkbenchError('bad-input', `The study is not described rightly. ${problems.join('; ')}.`);
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
