import type { ModelDefinition } from './system-definition.ts';

/** What of a system says which model it needs: systems that differ in name and decoding only share one. */
export function modelPart(system: ModelDefinition): ModelDefinition {
  const { name: _, description: __, settings: ___, ...model } = system;
  return { ...model, name: model.generator } as ModelDefinition;
}

/** Equal for systems that share a model. */
export function modelKey(system: ModelDefinition): string {
  return JSON.stringify(modelPart(system));
}
