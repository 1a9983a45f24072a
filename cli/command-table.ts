import type { Command } from 'commander';
import type { CliContext } from './context.ts';

type Register = (program: Command, cli: CliContext) => void;

/** The commands by their first word. Only the one that was asked for is loaded, so that a start is fast. */
export const commands: Readonly<Record<string, () => Promise<Register>>> = {
  import: async () => (await import('./commands/import.ts')).registerImportCommands,
  datasets: async () => (await import('./commands/datasets.ts')).registerDatasetCommands,
};
