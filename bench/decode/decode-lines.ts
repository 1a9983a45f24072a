import type { DecodeBenchResult } from './decode.ts';

/** One record for each row of the tables and each bound, every one with what it was measured on. */
export function decodeBenchLines({ models, peaks, ...run }: DecodeBenchResult): object[] {
  return [
    { ...run, what: 'peaks', ...peaks },
    ...models.flatMap(({ model, parameters, equal, stream, conversation, bounds }) => {
      const line = (what: string) => (row: object) => ({ ...run, model, parameters, what, ...row });
      return [
        ...equal.map(line('equal batches')),
        ...stream.map(line('stream')),
        ...conversation.map(line('full load')),
        ...bounds.map(line('bound')),
      ];
    }),
  ];
}
