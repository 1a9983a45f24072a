import { decodingInShort } from '#app/components/systems/decoding-in-words.ts';
import type { Db } from '#db/client.ts';
import { listAnsweringSystems } from '#db/queries/answering-systems.ts';
import { isWorkbenchError, userMessage } from '#lib/errors.ts';
import {
  checkSystem,
  isDecodingDefinition,
  parseSystemDefinition,
  type SystemDefinition,
} from '#models/client.ts';

/** A system that can be chosen, or why it cannot. */
export interface LiveSystem {
  readonly name: string;
  readonly description: string;
  /** A control answers contexts of a dataset only. */
  readonly isControl: boolean;
  /** Its own way of decoding, in words; empty for a control. */
  readonly decoding: string;
  /** Why it cannot be asked; null where it can. */
  readonly problem: string | null;
}

/**
 * The systems that can be asked live: those with a model first.
 * @param trials whether checkpoints that are only being tried are among them. Default left out.
 */
export function listLiveSystems(
  db: Db,
  { trials = 'out' }: { readonly trials?: 'in' | 'out' } = {},
): LiveSystem[] {
  return listAnsweringSystems(db)
    .filter(({ isTrial }) => trials === 'in' || !isTrial)
    .map(({ name, description, definition }): LiveSystem => {
      const known = { name, description };
      try {
        const system = definitionOf(name, definition);
        if (!isDecodingDefinition(system)) return { ...known, isControl: true, decoding: '', problem: null };
        return { ...known, isControl: false, decoding: decodingInShort(checked(system)), problem: null };
      } catch (error) {
        if (!isWorkbenchError(error)) throw error;
        return { ...known, isControl: false, decoding: '', problem: userMessage(error) };
      }
    })
    .sort((a, b) => Number(a.isControl) - Number(b.isControl));
}

/** @throws WorkbenchError `bad-input` where the definition cannot be read */
export function definitionOf(
  name: string,
  definition: Readonly<Record<string, unknown>> | null,
): SystemDefinition {
  if (definition === null) return { name, generator: 'human' };
  const key = `${name}\n${JSON.stringify(definition)}`;
  const known = parsed.get(key) ?? parseSystemDefinition(definition, `The system ${name}`);
  parsed.set(key, known);
  if (parsed.size > mostParsed) parsed.delete(parsed.keys().next().value ?? key);
  return known;
}

/** Every reply asks for its system's. */
const parsed = new Map<string, SystemDefinition>();
/** More than are used at once; beyond it the oldest is forgotten. */
const mostParsed = 200;

type Decoding = Readonly<Record<string, unknown>>;

/**
 * What was found of systems in order, by their definitions: reading a tokenizer takes tens of milliseconds. One that is
 * out of order is looked at again each time, so that mending it is seen at once; one that has gone since says so when
 * it is asked.
 */
const inOrder = new Map<string, Decoding>();

function checked(system: SystemDefinition): Decoding {
  const key = JSON.stringify(system);
  const known = inOrder.get(key) ?? checkSystem(system);
  inOrder.set(key, known);
  return known;
}
