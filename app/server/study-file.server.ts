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
  } catch (error) {
    return { ok: false, text, message: notJson(text, error) };
  }
}

function notJson(text: string, error: unknown): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
  const where = line === undefined ? '' : ` at about line ${line}`;
  return `This is not valid JSON${where}: look for a missing comma, bracket or quotation mark.`;
}
