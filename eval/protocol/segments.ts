import type { Segment } from '#eval/metrics/corpus-metric.ts';
import type { Fields } from './fields.ts';

/**
 * The segments of `hypotheses` and `references`, a list of streams as in sacreBLEU: one list for each reference, each as
 * long as the hypotheses, null where a segment has no such reference.
 *
 * @param name of the field that holds the hypotheses
 */
export function segmentsOf(inputs: Fields, name = 'hypotheses'): readonly Segment[] {
  const hypotheses = inputs.strings(name, { atLeast: 1 });
  const streams = inputs.list('references', { atLeast: 1 }).map((stream, s) => {
    if (!Array.isArray(stream) || stream.length !== hypotheses.length)
      inputs.fail(`references[${s}]`, `must be a list of ${hypotheses.length}, one for each hypothesis`);
    return stream as readonly unknown[];
  });
  return hypotheses.map((hypothesis, index) => {
    const references: string[] = [];
    streams.forEach((stream, s) => {
      const reference = stream[index];
      if (typeof reference === 'string') references.push(reference);
      else if (reference !== null) inputs.fail(`references[${s}][${index}]`, 'must be a string or null');
    });
    if (references.length === 0) inputs.fail('references', `must have at least one for segment ${index}`);
    return { hypothesis, references };
  });
}

/** The segment of `hypothesis` and `references`. */
export function segmentOf(inputs: Fields): Segment {
  return {
    hypothesis: inputs.string('hypothesis'),
    references: inputs.strings('references', { atLeast: 1 }),
  };
}
