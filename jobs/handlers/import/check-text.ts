// C0 controls but tab, line feed and carriage return. Right-to-left marks and all other of Unicode are words' own.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacter = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacterInName = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/;
const loneSurrogate = /\p{Surrogate}/u;

/** The longest name of a system, criterion or rater, in UTF-16 units. */
export const maxNameLength = 80;

/** What forbids storing a text as it is, as a phrase; undefined where nothing does. */
export function textProblem(value: string, column: string): string | undefined {
  const control = controlCharacter.exec(value)?.[0];
  if (control) return `${column} holds the control character ${codePoint(control)}; remove it.`;
  if (loneSurrogate.test(value))
    return `${column} holds half of a surrogate pair, which is no character; mend the text's encoding.`;
  return undefined;
}

/** The same for a name: one line, not empty, no blanks around it, at most `maxLength` long. */
export function nameProblem(value: string, column: string, maxLength = maxNameLength): string | undefined {
  if (value === '') return `${column} is empty.`;
  const control = controlCharacterInName.exec(value)?.[0];
  if (control) return `${column} holds the control character ${codePoint(control)}; remove it.`;
  if (value.length > maxLength)
    return `${column} is ${value.length} characters long; at most ${maxLength} are allowed.`;
  if (value.trim() !== value) return `${column} begins or ends with a blank; remove it.`;
  return textProblem(value, column);
}

/** The first problem among named texts; null and undefined ones are passed over. */
export function firstTextProblem(
  texts: readonly (readonly [column: string, value: string | null | undefined])[],
): string | undefined {
  for (const [column, value] of texts) {
    const problem = value == null ? undefined : textProblem(value, column);
    if (problem) return problem;
  }
  return undefined;
}

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
