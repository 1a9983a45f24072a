import { randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { WorkbenchError } from '#lib/errors.ts';
import type { DecodingOptions, ModelClient, SystemDefinition, Utterance } from '#models/client.ts';
import { Choice } from './choice.ts';
import { modelFault } from './model-fault.ts';

export interface AnswerPlan {
  readonly system: SystemDefinition;
  readonly contexts: readonly (readonly Utterance[])[];
  readonly choices: number;
  /** Drawn where the client gives none. */
  readonly seed: number | undefined;
  readonly settings: DecodingOptions;
  readonly stops: readonly string[];
  readonly conversation: string | undefined;
  /** Of the texts, how many are written at once; the others wait here, not with the models. */
  readonly atOnce: number;
}

/** Choices under way, each context's after the one's before. Memory is that of their texts, however slowly they are read. */
export interface Answer {
  readonly choices: readonly Choice[];
  /** Resolves when something came since the last time. @throws what a system threw; the other choices are stopped */
  changed(): Promise<void>;
  /** Whether nothing more will come. */
  readonly isWhole: boolean;
  /** @throws what a system threw, as `changed` */
  settled(): void;
}

/** Has a system answer; aborting `signal` stops it, whoever waits. */
export function beginAnswer(models: ModelClient, plan: AnswerPlan, signal: AbortSignal): Answer {
  const { contexts, stops, seed = randomInt(2 ** 31) } = plan;
  const left = new AbortController();
  const all = AbortSignal.any([signal, left.signal]);
  // One listener for each choice.
  setMaxListeners(0, all);
  let open = contexts.length * plan.choices;
  let failure: { readonly error: unknown } | null = null;
  let hasNews = false;
  let wake = () => {};
  const tell = () => {
    hasNews = true;
    wake();
  };
  const ask = async (choice: Choice, context: readonly Utterance[], index: number) => {
    const stopped = new AbortController();
    try {
      if (all.aborted) throw new WorkbenchError('interrupted', 'The reply was stopped.');
      const reply = await models.respond(plan.system, {
        context,
        seed,
        settings: plan.settings,
        levels: false,
        signal: AbortSignal.any([all, stopped.signal]),
        // The first choice is the reply that the seed gives everywhere else.
        ...(index > 0 && { key: `choice ${index}` }),
        ...(plan.conversation !== undefined && { conversation: plan.conversation }),
        onToken: (token) => {
          choice.takeToken(token);
          if (choice.isFinished) stopped.abort();
          tell();
        },
      });
      choice.takeReply(reply);
    } catch (error) {
      if (!choice.isFinished) {
        failure ??= { error: modelFault(plan.system.name, error) };
        left.abort();
      }
    } finally {
      open--;
      tell();
    }
  };
  const begin: (() => Promise<void>)[] = [];
  const choices = contexts.flatMap((context) =>
    Array.from({ length: plan.choices }, (_, index) => {
      const choice = new Choice(stops);
      begin.push(() => ask(choice, context, index));
      return choice;
    }),
  );
  const lane = async () => {
    for (let next = begin.shift(); next; next = begin.shift()) await next();
  };
  for (let lanes = Math.min(plan.atOnce, choices.length); lanes > 0; lanes--) void lane();
  const settled = () => {
    if (failure) throw failure.error;
  };
  return {
    choices,
    settled,
    changed: async () => {
      if (!hasNews)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      hasNews = false;
      settled();
    },
    get isWhole() {
      return open === 0;
    },
  };
}
