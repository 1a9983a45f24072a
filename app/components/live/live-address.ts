import { type LiveRequest, numberSettings } from './live-request.ts';

/** Longer addresses are cut by some programs that links are sent with. */
export const longestAddress = 8_000;

/** Where the live comparison is asked this, with all that its answers depend on. */
export function liveAddress(request: LiveRequest): string {
  const query = new URLSearchParams();
  if (request.source) {
    query.set('dataset', request.source.dataset);
    query.set('context', String(request.source.context));
  } else for (const { speaker, text } of request.turns) query.append(speaker, text);
  for (const system of request.systems) query.append('system', system);
  query.set('seed', String(request.seed));
  const { search, numbers } = request.settings;
  if (search) query.set('search', search);
  for (const name of numberSettings) {
    const value = numbers[name];
    if (value !== undefined) query.set(name, String(value));
  }
  return `/live?${query}`;
}

/** Where a dataset's context is asked live, by systems that are still to be chosen. */
export function liveContextAddress(dataset: string, context: number): string {
  return `/live?${new URLSearchParams({ dataset, context: String(context) })}`;
}
