import { WorkbenchError } from '#lib/errors.ts';

/** Every token is ruled out, or the model's numbers are not numbers. */
export function noTokenLeft(): WorkbenchError {
  return new WorkbenchError(
    'bad-input',
    'No token is left to choose: the decoding options rule out the whole vocabulary, or the model gave no usable number. Loosen noRepeatNgramSize or minNewTokens, or check the checkpoint.',
  );
}
