import { checkpointFolder } from '../../generators/checkpoint-folder.ts';
import type { ModelDefinition } from '../../generators/system-definition.ts';
import type { HostRequest } from './redis-messages.ts';

/** What a request's model is read from, and a machine does not have. */
export interface MissingFiles {
  /** Who cannot answer, as a sentence begins with it. */
  readonly who: string;
  readonly path: string;
}

/** The first of a request's folders and files that is not there; undefined where all are. */
export function missingFiles(
  request: HostRequest,
  exists: (path: string) => boolean,
): MissingFiles | undefined {
  const missing = (who: string, paths: readonly string[]) => {
    const path = paths.find((each) => !exists(each));
    return path === undefined ? undefined : { who, path };
  };
  if (request.kind === 'rate') return undefined;
  if (request.kind !== 'measure')
    return missing(`The system ${request.system.name}`, placesOf(request.system));
  const { measurement } = request;
  const dir = measurement.kind === 'cosines' ? measurement.encoder.dir : measurement.dir;
  return missing('The model that measures', [checkpointFolder(dir)]);
}

function placesOf(system: ModelDefinition): string[] {
  const own = checkpointFolder(system.checkpoint);
  if (system.generator !== 'lempex') return [own];
  const { exemplars, retriever, emotionFrom } = system;
  return [
    own,
    ...(exemplars === undefined || exemplars === 'none' ? [] : [exemplars]),
    ...(retriever === undefined || retriever === 'bm25' ? [] : [checkpointFolder(retriever)]),
    ...(emotionFrom === undefined ? [] : [checkpointFolder(emotionFrom)]),
  ];
}

/** @param hosts names of machines, at least one */
export function missingSentence({ who, path }: MissingFiles, hosts: readonly string[]): string {
  const names = [...new Set(hosts)];
  const lack =
    names.length === 1
      ? `the host ${names[0]} has no ${path}`
      : `none of the hosts ${names.join(', ')} has ${path}`;
  return `${who} cannot answer, for ${lack}: copy it there, to the same path, or share the folder.`;
}
