import type { Command } from 'commander';
import type { CliContext } from './context.ts';

type Register = (program: Command, cli: CliContext) => void;

/** The commands by their first word. Only the one that was asked for is loaded, so that a start is fast. */
export const commands: Readonly<Record<string, () => Promise<Register>>> = {
  import: async () => (await import('./commands/import.ts')).registerImportCommands,
  datasets: async () => (await import('./commands/datasets.ts')).registerDatasetCommands,
  systems: async () => (await import('./commands/systems.ts')).registerSystemCommands,
  generate: async () => (await import('./commands/generate.ts')).registerGenerateCommand,
  score: async () => (await import('./commands/score.ts')).registerScoreCommand,
  eval: async () => (await import('./commands/eval.ts')).registerEvalCommand,
  study: async () => (await import('./commands/study.ts')).registerStudyCommands,
  power: async () => (await import('./commands/power.ts')).registerPowerCommand,
  tokens: async () => (await import('./commands/tokens.ts')).registerTokenCommands,
  arena: async () => (await import('./commands/arena.ts')).registerArenaCommands,
  jobs: async () => (await import('./commands/jobs.ts')).registerJobCommands,
  backup: async () => (await import('./commands/backup.ts')).registerBackupCommand,
  restore: async () => (await import('./commands/restore.ts')).registerRestoreCommand,
  bench: async () => (await import('./commands/bench.ts')).registerBenchCommands,
  report: async () => (await import('./commands/report.ts')).registerReportCommands,
  worker: async () => (await import('./commands/worker.ts')).registerWorkerCommand,
  feedback: async () => (await import('./commands/feedback.ts')).registerFeedbackCommands,
  train: async () => (await import('./commands/train.ts')).registerTrainCommand,
  verify: async () => (await import('./commands/verify.ts')).registerVerifyCommand,
  logits: async () => (await import('./commands/logits.ts')).registerLogitsCommand,
  checkpoint: async () => (await import('./commands/checkpoint.ts')).registerCheckpointCommands,
  check: async () => (await import('./commands/check.ts')).registerCheckCommand,
};
