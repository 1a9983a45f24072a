import { z } from 'zod';
import {
  type LiveRequest,
  type LiveSettings,
  type LiveTurn,
  largestSeed,
  mostCharacters,
  mostSystems,
  mostTurns,
  numberSettings,
  searches,
} from '#app/components/live/live-request.ts';

const name = z.string().min(1).max(200);
const seed = z.coerce.number().int().min(0).max(largestSeed);
const search = z.enum(searches).nullable();
const turn = z.strictObject({
  speaker: z.enum(['speaker', 'listener']),
  text: z.string().max(mostCharacters, `Give each turn at most ${mostCharacters} characters.`),
});
const source = z.strictObject({ dataset: name, context: z.coerce.number().int().positive() });
const numbers = z.partialRecord(z.enum(numberSettings), z.number());

const request = z.strictObject({
  turns: z.array(turn).max(mostTurns, `Give at most ${mostTurns} turns.`),
  source: source.nullable(),
  systems: z
    .array(name)
    .min(1, 'Choose at least one system.')
    .max(mostSystems, `Choose at most ${mostSystems} systems.`)
    .refine((names) => new Set(names).size === names.length, 'Name each system once.'),
  seed: z.number().int().min(0).max(largestSeed),
  settings: z.strictObject({ search, numbers }),
});

export type ReadRequest =
  | { readonly ok: true; readonly value: LiveRequest }
  | { readonly ok: false; readonly message: string };

/** What the page sends, as JSON. */
export function readLiveRequest(body: unknown): ReadRequest {
  const parsed = request.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data as LiveRequest };
  return { ok: false, message: parsed.error.issues[0]?.message ?? 'This cannot be asked.' };
}

/** What an address asks for, before anything is looked up. */
export interface LiveAddress extends Omit<LiveRequest, 'seed'> {
  /** Null where the address says none. */
  readonly seed: number | null;
}

/** Reads what `liveAddress` writes; what makes no sense is as if absent. */
export function parseLiveAddress(query: URLSearchParams): LiveAddress {
  const from = source.safeParse({ dataset: query.get('dataset'), context: query.get('context') });
  const given = query.has('seed') ? seed.safeParse(query.get('seed')) : undefined;
  return {
    turns: parseTurns(query),
    source: from.success ? from.data : null,
    systems: [...new Set(query.getAll('system').filter((value) => value !== ''))].slice(0, 50),
    seed: given?.success ? given.data : null,
    settings: parseSettings(query),
  };
}

/** Turns stand in the address in their order, each under who says it. */
function parseTurns(query: URLSearchParams): LiveTurn[] {
  const turns: LiveTurn[] = [];
  for (const [speaker, text] of query)
    if (speaker === 'speaker' || speaker === 'listener')
      turns.push({ speaker, text: text.slice(0, mostCharacters) });
  return turns.slice(0, mostTurns);
}

function parseSettings(query: URLSearchParams): LiveSettings {
  const found = numberSettings.flatMap((setting) => {
    const value = Number(query.get(setting) || Number.NaN);
    return Number.isFinite(value) ? [[setting, value] as const] : [];
  });
  return {
    search: search.catch(null).parse(query.get('search')),
    numbers: Object.fromEntries(found),
  };
}
