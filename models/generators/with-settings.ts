import { WorkbenchError } from '#lib/errors.ts';
import { type DecodingOptions, mergeOptions } from './reply-settings.ts';
import { isDecodingDefinition, type SystemDefinition } from './system-definition.ts';

/**
 * The system with other decoding options over its own. Whether they hold together is another question: `checkSystem`.
 * @throws WorkbenchError `bad-input` where there are such options and the system decodes nothing
 */
export function withSettings(
  system: SystemDefinition,
  settings: DecodingOptions | undefined,
): SystemDefinition {
  if (!settings || Object.keys(settings).length === 0) return system;
  if (isDecodingDefinition(system))
    return { ...system, settings: { ...mergeOptions([system.settings, settings]) } };
  throw new WorkbenchError('bad-input', `${system.name} has no decoding settings: it runs no model.`);
}
