import type { z } from 'zod';
import { parseConfig } from './parse-config.ts';

/** What a person gives a training beside its config, and how the training speaks to them. */
export interface TrainingContext {
  /** The folder to write. */
  readonly out: string;
  /** The folder that the config's paths start from. */
  readonly dataDir: string;
  /** A Hugging Face folder to start from. */
  readonly init?: string;
  /** `cpu`, `webgpu` or `cuda:N` */
  readonly device?: string;
  readonly threads?: number;
  /** Aborted when the person wants the training to stop; it then writes a checkpoint. */
  readonly signal: AbortSignal;
  /** Milliseconds, for speeds and the pauses between checkpoints; never for anything that is learned. */
  readonly clock: () => number;
  /** The commit of the program, where it runs from a repository. */
  readonly commit: string | null;
  /** A line for people. */
  readonly note: (line: string) => void;
  /** How far a long part is; a `total` of null is not known. */
  readonly progress: (progress: Progress) => void;
}

export interface Progress {
  readonly message: string;
  readonly done: number;
  readonly total: number | null;
}

/** What a recipe gives back: a line for people and the numbers that stand in `training.json`. */
export interface TrainingSummary {
  readonly line: string;
  readonly numbers: Readonly<Record<string, unknown>>;
}

export interface Recipe {
  readonly name: string;
  /** What it trains, in a line. */
  readonly summary: string;
  /**
   * @param raw the config as its file holds it
   * @param file its name for error messages
   * @throws WorkbenchError `bad-input` that names the fields at fault
   */
  start(raw: unknown, file: string, context: TrainingContext): Promise<TrainingSummary>;
}

export interface RecipeParts<Config> {
  readonly name: string;
  readonly summary: string;
  readonly config: z.ZodType<Config>;
  /** @param raw the config as its file holds it: what a training is known by, whatever defaults come later */
  readonly run: (config: Config, context: TrainingContext, raw: unknown) => Promise<TrainingSummary>;
}

/** A recipe from the schema of its config and what it does with one. */
export function defineRecipe<Config>({ name, summary, config, run }: RecipeParts<Config>): Recipe {
  return {
    name,
    summary,
    start: async (raw, file, context) => run(parseConfig(config, raw, file), context, raw),
  };
}
