import { WorkbenchError } from '#lib/errors.ts';
import { decodingSettings } from '../decoding/decoding-settings.ts';
import { type DecodingOptions, mergeOptions } from '../generators/reply-settings.ts';

/** Of a reply whose length nobody chose. */
export const usualLength = 256;
const mostStops = 4;

/** What the OpenAI API can be asked for. `numBeams` is there since 1 says that nothing is searched for. */
const sendable = ['maxNewTokens', 'doSample', 'temperature', 'topP', 'stopStrings', 'numBeams'];

/**
 * The decoding options that a remote system is sent, from layers of options; what none has is the server's own.
 * `doSample: false` is a temperature of 0.
 * @throws WorkbenchError `bad-input` for an option that cannot be sent, or is out of range
 */
export function remoteDecoding(
  name: string,
  layers: readonly (DecodingOptions | undefined)[],
): DecodingOptions & { readonly maxNewTokens: number } {
  const { numBeams = 1, ...merged } = mergeOptions([{ maxNewTokens: usualLength }, ...layers]);
  for (const option of Object.keys(merged)) if (!sendable.includes(option)) throw notSent(name, option);
  if (numBeams !== 1) throw notSent(name, 'numBeams');
  const options = { doSample: true, ...merged };
  const { maxNewTokens, stopStrings } = decodingSettings(options);
  if (stopStrings.length > mostStops)
    throw new WorkbenchError('bad-input', `${name} can be sent at most ${mostStops} stopStrings.`);
  return { ...options, maxNewTokens, ...(stopStrings.length > 0 && { stopStrings }) };
}

function notSent(name: string, option: string): WorkbenchError {
  return new WorkbenchError(
    'bad-input',
    `${name} is asked over the OpenAI API, which has no "${option}": leave it out. There are ${sendable.slice(0, -1).join(', ')}.`,
  );
}
