import type { DecodeBenchResult } from './decode.ts';

/** One record for each row of the tables and each bound, every one with what it was measured on. */
export function decodeBenchLines({ models, ...run }: DecodeBenchResult): object[] {
  return models.flatMap(({ model, parameters, equal, stream, conversation, rates, bounds }) => {
    const line = (what: string) => (row: object) => ({ ...run, model, parameters, what, ...row });
    return [
      line('rates')(rates),
      ...equal.map(line('equal batches')),
      ...stream.map(line('stream')),
      ...conversation.map(line('full load')),
      ...bounds.map(line('bound')),
    ];
  });
}
