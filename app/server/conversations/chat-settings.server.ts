import { z } from 'zod';
import { numberSettings } from '#app/components/live/live-request.ts';
import type { Db } from '#db/client.ts';
import { listAnsweringSystems } from '#db/queries/answering-systems.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { decodingOf, isDecodingDefinition, withSettings } from '#models/client.ts';
import { definitionOf } from '../live-systems.server.ts';

const schema = z.strictObject({
  doSample: z.boolean().optional(),
  ...Object.fromEntries(numberSettings.map((name) => [name, z.number().optional()])),
});

/**
 * Decoding options for a conversation with these systems, from a form's field: JSON as `decodingOptions` gives it.
 * @throws WorkbenchError `bad-input` where they are none, or one of the systems cannot decode so
 */
export function chatSettings(
  db: Db,
  { names, field }: { readonly names: readonly string[]; readonly field: string },
): Readonly<Record<string, unknown>> {
  if (field === '') return {};
  const settings = schema.safeParse(parsed(field));
  if (!settings.success) throw new WorkbenchError('bad-input', 'These decoding settings cannot be read.');
  if (Object.keys(settings.data).length === 0) return {};
  for (const { name, definition } of listAnsweringSystems(db)) {
    if (!names.includes(name)) continue;
    const system = withSettings(definitionOf(name, definition), settings.data);
    if (isDecodingDefinition(system)) decodingOf(system);
  }
  return settings.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
