import { WorkbenchError } from '#lib/errors.ts';
import { buildDecoderProgram } from '../../serving/decoder-program.ts';
import { buildCrossProgram, buildEncoderProgram } from '../../serving/encoder-program.ts';
import type { DecoderProgram, EncoderProgram, ServingWeights } from '../../serving/program.ts';
import type { ModelConfig, T5Config } from '../../weights/configs.ts';
import type { ModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import { openProgram } from '../compiled/open-program.ts';
import type { GraphModel } from '../graph-model.ts';
import { BatchEngine } from './batch-engine.ts';
import { checkPrefix, type EngineLimits } from './check-request.ts';
import { runCommonPrefix } from './common-prefix.ts';
import { bucketsOf, EncoderRuns } from './encoder-runs.ts';
import type { EngineStats } from './engine-stats.ts';
import type { PrefixKey } from './prefix-store.ts';
import type { Generation, GenerationRequest } from './request.ts';

export interface EngineOptions {
  /** `cpu` (default), `webgpu`, or `cuda:N` */
  readonly device?: string;
  /** Threads of one operator; onnxruntime's choice where left out. */
  readonly threads?: number;
  /** Waits at full speed within a run; off by default. For processors that nobody else uses; see `SessionOptions`. */
  readonly spinning?: boolean;
  /** `float32` by default. */
  readonly weights?: ServingWeights;
  /** Most rows at once, 16 by default; a search of n beams takes n. */
  readonly rows?: number;
  /** Most tokens of prompt and reply together (T5: of each), where that is less than the model has positions. */
  readonly maximumLength?: number;
  /**
   * Memory for keys and values of finished rows, in bytes; 64 MiB by default, 0 is none. T5 has no use for it. Reuse
   * changes the last digits of a row's numbers: with int8 weights, whose rounding steps are coarse, that may change a
   * draw. Where a run has to be repeatable to the token whatever was asked before, use 0 (or float32).
   */
  readonly prefixBytes?: number;
  /** GPT and GPT-2: what every prompt begins with, such as a persona; it is run once, for all. */
  readonly prefix?: PrefixKey;
  /** Where compiled programs are kept. */
  readonly cacheDir: string;
  /** GPT and GPT-2: requests give token types (and must). */
  readonly tokenTypes?: boolean;
  /** GPT and GPT-2 with an emotion head (`emotion_labels`): requests may ask for emotions. */
  readonly emotions?: boolean;
  /** Told in a sentence when a compiled program was found damaged and is made anew. */
  readonly note?: (sentence: string) => void;
}

export interface Engine {
  readonly config: ModelConfig;
  /** Answers one request; any number may be under way. See `BatchEngine.generate`. */
  generate(request: GenerationRequest): Promise<Generation>;
  stats(): EngineStats;
  /** Rejects what is under way and gives the memory back. */
  dispose(): Promise<void>;
}

const defaultRows = 16;
const defaultPrefixBytes = 64 * 1024 * 1024;

/**
 * Opens a GPT, GPT-2 or T5 checkpoint for generation. onnxruntime blocks the calling thread during each run; the event
 * loop has its turn between runs. Serve from a process that has nothing else to do.
 * @throws WorkbenchError for a model without a decoder, options out of range, or a program that cannot be opened
 */
export async function openEngine(checkpoint: ModelCheckpoint, options: EngineOptions): Promise<Engine> {
  return engineOver(checkpoint.config, options, (part) =>
    openProgram(checkpoint, part, programOptions(options)),
  );
}

/** Opens a part of an engine: its decoder, its encoder, or what projects given states. */
export type OpenPart = (program: DecoderProgram | EncoderProgram) => Promise<GraphModel>;

/** An engine over programs that are opened in whatever way. Throws as `openEngine`. */
export async function engineOver(
  config: ModelConfig,
  options: Omit<EngineOptions, 'cacheDir' | 'note'>,
  openPart: OpenPart,
): Promise<Engine> {
  const weights = options.weights ?? 'float32';
  const program = buildDecoderProgram(config, {
    weights,
    tokenTypes: options.tokenTypes ?? false,
    emotions: options.emotions ?? false,
    commonPrefix: options.prefix !== undefined,
  });
  const limits = limitsOf(config, program, options);
  if (limits.prefix) checkPrefix(limits.prefix, limits);
  const prefixBytes = options.prefixBytes ?? defaultPrefixBytes;
  if (!(Number.isInteger(prefixBytes) && prefixBytes >= 0))
    throw new WorkbenchError('bad-input', 'prefixBytes must be a whole number of bytes, or 0 for none.');
  const sessions: GraphModel[] = [];
  const open: OpenPart = async (part) => {
    const session = await openPart(part);
    sessions.push(session);
    return session;
  };
  const dispose = async () => {
    for (const session of sessions) await session.dispose();
  };
  try {
    const session = await open(program);
    const encoder = config.model_type === 't5' ? await encoderOf(config, weights, open) : null;
    const buckets = config.model_type === 't5' ? bucketsOf(config) : null;
    const common = options.prefix && (await runCommonPrefix({ sizes: program, session }, options.prefix));
    const engine = new BatchEngine({
      decoder: { sizes: program, session, buckets, common },
      encoder,
      limits,
      prefixBytes,
    });
    return {
      config,
      generate: (request) => engine.generate(request),
      stats: () => engine.stats(),
      dispose: () => engine.close().then(dispose),
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function programOptions({ cacheDir, device, threads, spinning, note }: EngineOptions) {
  return {
    cacheDir,
    ...(device === undefined ? {} : { device }),
    ...(threads === undefined ? {} : { threads }),
    ...(spinning === undefined ? {} : { spinning }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Decoder and encoder are sessions of their own, as is the one for given states, which is opened when first used. */
async function encoderOf(config: T5Config, weights: ServingWeights, open: OpenPart) {
  const startToken = config.decoder_start_token_id ?? config.pad_token_id;
  if (startToken === null)
    throw new WorkbenchError(
      'bad-input',
      'config.json names no decoder_start_token_id, so a reply has nothing to start from: add it.',
    );
  const source = new EncoderRuns(config, {
    encoder: await open(buildEncoderProgram(config, { weights })),
    openCross: () => open(buildCrossProgram(config, { weights })),
  });
  return { source, startToken };
}

function limitsOf(
  config: ModelConfig,
  program: DecoderProgram,
  options: Pick<EngineOptions, 'rows' | 'maximumLength' | 'prefix'>,
): EngineLimits {
  const { rows = defaultRows, maximumLength } = options;
  if (!(Number.isInteger(rows) && rows >= 1 && rows <= 1024))
    throw new WorkbenchError('bad-input', 'rows must be a whole number from 1 to 1024.');
  if (maximumLength !== undefined && !(Number.isInteger(maximumLength) && maximumLength >= 2))
    throw new WorkbenchError('bad-input', 'maximumLength must be a whole number of tokens, at least 2.');
  const positions = Math.min(
    maximumLength ?? Number.POSITIVE_INFINITY,
    program.maxPositions ?? Number.POSITIVE_INFINITY,
  );
  return {
    vocabulary: program.vocabulary,
    rows,
    positions: Number.isFinite(positions) ? positions : null,
    takesTokenTypes: program.takesTokenTypes,
    isCrossAttending: program.isCrossAttending,
    hasEmotions: program.emotions > 0,
    prefix: options.prefix ?? null,
    width: config.model_type === 't5' ? config.d_model : null,
  };
}
