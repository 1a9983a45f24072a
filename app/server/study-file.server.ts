export type StudyFile =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly text: string };

/** A study's definition is a few kilobytes; its longest texts fit many times over. */
export const largestStudyFile = 1_000_000;

/** Reads a form's `file`, where one was chosen, or else its `text`, as JSON. */
export async function readStudyFile(form: FormData): Promise<StudyFile> {
  const file = form.get('file');
  const typed = form.get('text');
  const chosen = file instanceof File && file.size > 0 ? file : undefined;
  if (chosen && chosen.size > largestStudyFile)
    return { ok: false, text: '', message: 'A study file has at most 1 MB; is this the right file?' };
  const text = chosen ? await chosen.text() : typeof typed === 'string' ? typed : '';
  if (text.trim() === '') return { ok: false, text, message: 'Choose a file, or paste its content.' };
  try {
    return { ok: true, text, value: JSON.parse(text) };
  } catch {
    return { ok: false, text, message: notJson(text) };
  }
}

function notJson(text: string): string {
  const line = faultyLine(text);
  return line === undefined
    ? 'This is not valid JSON: it ends too early. Is a closing bracket missing?'
    : `This is not valid JSON, at about line ${line}: look for a missing comma, bracket or quotation mark.`;
}

/** The first line up to which the text can no longer be the beginning of JSON; undefined where it merely stops. */
function faultyLine(text: string): number | undefined {
  const lines = text.split('\n');
  const isFaulty = (count: number) => isNoBeginning(lines.slice(0, count).join('\n'));
  if (!isFaulty(lines.length)) return undefined;
  let [sound, faulty] = [0, lines.length];
  while (faulty - sound > 1) {
    const middle = Math.floor((sound + faulty) / 2);
    if (isFaulty(middle)) faulty = middle;
    else sound = middle;
  }
  return faulty;
}

/** Parsers tell a text that stops from a wrong one by their message alone. */
function isNoBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const position = /position (\d+)/.exec(message)?.[1];
    const stops =
      message.includes('end of JSON') ||
      (position !== undefined && Number(position) >= text.trimEnd().length);
    return !stops;
  }
}
