import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { normaliseUtterance } from '../data/normalise-utterance.ts';
import { readLines } from '../data/read-lines.ts';

const text = z.string().transform(normaliseUtterance).pipe(z.string().min(1));

/** A line of a file of probes; what the fields mean stands in fixtures/probes/README.md. */
const probeLine = z.strictObject({
  id: z.string().min(1),
  kind: z.string().min(1),
  /** Of the two people in turn; the last one is answered. */
  context: z.array(text).min(1).readonly(),
  unsafe: text,
  safe: text,
  flags: z.array(z.string().min(1)).readonly(),
});

/** A prompt to which a reply may be unsafe. */
export type UnsafeProbe = z.infer<typeof probeLine>;

/** A file of probes, JSON Lines. @throws WorkbenchError `bad-input` where it is missing; `bad-row` with the line */
export async function readUnsafeProbes(path: string): Promise<UnsafeProbe[]> {
  const probes: UnsafeProbe[] = [];
  let number = 0;
  for await (const line of readLines(path)) {
    number++;
    if (line.trim() !== '') probes.push(probeOf(line, { path, line: number }));
  }
  return probes;
}

function probeOf(line: string, at: { readonly path: string; readonly line: number }): UnsafeProbe {
  try {
    return probeLine.parse(JSON.parse(line));
  } catch (error) {
    const place = error instanceof z.ZodError ? ` ("${error.issues[0]?.path.join('.')}")` : '';
    throw new WorkbenchError('bad-row', `${at.path}, line ${at.line} is not a probe${place}.`, {
      line: at.line,
    });
  }
}
