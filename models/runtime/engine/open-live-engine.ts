import type { ModelConfig } from '../../weights/configs.ts';
import { openWithWeights } from '../graph-model.ts';
import { type Engine, type EngineOptions, engineOver } from './open-engine.ts';

export interface LiveEngineOptions
  extends Pick<EngineOptions, 'device' | 'threads' | 'rows' | 'maximumLength' | 'tokenTypes'> {
  readonly config: ModelConfig;
  /** Read at each run, by the names of the checkpoint: those of a trainer follow its steps. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

/**
 * An engine for weights that change between requests, such as those of a policy under training: they are fed at each
 * run as they stand, so nothing is compiled anew and nothing is written. They must stay as they are while a request is
 * under way. A run takes about a tenth longer than with weights of its own, and no prefix is kept.
 * @throws WorkbenchError as `openEngine`
 */
export function openLiveEngine({ config, parameters, ...options }: LiveEngineOptions): Promise<Engine> {
  return engineOver(config, { ...options, prefixBytes: 0 }, ({ graph }) => {
    const values = Object.fromEntries(graph.outputs.map(({ name, tensor }) => [name, tensor]));
    return openWithWeights({ graph, values, parameters }, { memoryArena: false, ...options });
  });
}
