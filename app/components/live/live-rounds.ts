import type { LiveContext } from '#app/server/live-context.server.ts';
import type { LiveEvent, LiveReply } from './live-events.ts';
import type { LiveRequest } from './live-request.ts';

/** One system's answer as it comes. */
export type LiveAnswer =
  | { readonly status: 'waiting' }
  | { readonly status: 'writing'; readonly text: string }
  | { readonly status: 'done'; readonly reply: LiveReply; readonly milliseconds: number }
  | { readonly status: 'failed'; readonly message: string }
  /** Ended by the person, or with the connection; `text` is what had come. */
  | { readonly status: 'stopped' | 'lost'; readonly text: string };

/** What was asked once, and what came of it. */
export interface LiveRound {
  readonly id: string;
  readonly request: LiveRequest;
  /** The dataset's context that was asked as it is; null where the turns were typed. */
  readonly context: LiveContext | null;
  /** ISO 8601. */
  readonly askedAt: string;
  readonly isRunning: boolean;
  /** Why nothing was asked, or nothing more came; null where all is well. */
  readonly problem: string | null;
  /** By system, in the order of the request. */
  readonly answers: Readonly<Record<string, LiveAnswer>>;
}

export type RoundAction =
  | {
      readonly kind: 'asked';
      readonly id: string;
      readonly request: LiveRequest;
      readonly context: LiveContext | null;
      readonly at: string;
    }
  /** Those that gave no whole answer are asked once more. */
  | { readonly kind: 'asked again'; readonly id: string }
  | { readonly kind: 'told'; readonly id: string; readonly events: readonly LiveEvent[] }
  | { readonly kind: 'stopped'; readonly id: string }
  | { readonly kind: 'broke off'; readonly id: string; readonly problem: string }
  /** All but the newest are forgotten. */
  | { readonly kind: 'cleared' };

/** Rounds that are kept, the newest among them. */
const roundsKept = 30;

/** The newest first. */
export function nextRounds(rounds: readonly LiveRound[], action: RoundAction): readonly LiveRound[] {
  if (action.kind === 'cleared') return rounds.slice(0, 1);
  if (action.kind === 'asked') return [newRound(action), ...rounds].slice(0, roundsKept);
  return rounds.map((round) => (round.id === action.id ? nextRound(round, action) : round));
}

type Change = Exclude<RoundAction, { kind: 'asked' | 'cleared' }>;

function nextRound(round: LiveRound, action: Change): LiveRound {
  switch (action.kind) {
    case 'told':
      // What still arrives after a stop is not wanted any more.
      return round.isRunning ? action.events.reduce(afterEvent, round) : round;
    case 'asked again':
      return { ...withUnfinished(round, () => ({ status: 'waiting' })), isRunning: true, problem: null };
    case 'stopped':
      return round.isRunning ? { ...ended(round, 'stopped'), problem: null } : round;
    case 'broke off':
      return round.isRunning ? { ...ended(round, 'lost'), problem: action.problem } : round;
  }
}

function newRound({ id, request, context, at }: Extract<RoundAction, { kind: 'asked' }>): LiveRound {
  const answers = Object.fromEntries(
    request.systems.map((name): [string, LiveAnswer] => [name, { status: 'waiting' }]),
  );
  return { id, request, context, askedAt: at, isRunning: true, problem: null, answers };
}

function afterEvent(round: LiveRound, event: LiveEvent): LiveRound {
  if (event.kind === 'end') return ended(round, 'lost');
  const before = round.answers[event.system];
  // A system that was not asked, or has answered: no server of ours says so.
  if (before === undefined || before.status === 'done') return round;
  return { ...round, answers: { ...round.answers, [event.system]: afterSystemEvent(before, event) } };
}

function afterSystemEvent(before: LiveAnswer, event: Exclude<LiveEvent, { kind: 'end' }>): LiveAnswer {
  if (event.kind === 'done') return { status: 'done', reply: event.reply, milliseconds: event.milliseconds };
  if (event.kind === 'failed') return { status: 'failed', message: event.message };
  const text = before.status === 'writing' ? before.text : '';
  return { status: 'writing', text: text.slice(0, event.keep) + event.add };
}

/** No more comes: what is under way stays as it is. */
function ended(round: LiveRound, status: 'stopped' | 'lost'): LiveRound {
  const still = mapAnswers(round, (answer) => {
    if (answer.status === 'waiting') return { status, text: '' };
    return answer.status === 'writing' ? { status, text: answer.text } : answer;
  });
  return { ...still, isRunning: false };
}

function withUnfinished(round: LiveRound, change: () => LiveAnswer): LiveRound {
  return mapAnswers(round, (answer) => (answer.status === 'done' ? answer : change()));
}

function mapAnswers(round: LiveRound, change: (answer: LiveAnswer) => LiveAnswer): LiveRound {
  const answers = Object.entries(round.answers).map(([name, answer]) => [name, change(answer)] as const);
  return { ...round, answers: Object.fromEntries(answers) };
}

/** The systems of a round that gave no whole answer, in its order. */
export function unfinishedSystems({ request, answers }: LiveRound): string[] {
  return request.systems.filter((name) => answers[name]?.status !== 'done');
}

/** What a screen reader is told: that answers are awaited and who has answered, never words as they come. */
export function roundInWords(round: LiveRound | undefined): string {
  if (!round) return '';
  const { request, answers, isRunning, problem } = round;
  const all = request.systems.length;
  const [done, failed] = (['done', 'failed'] as const).map((status) =>
    request.systems.filter((name) => answers[name]?.status === status),
  );
  const told = [
    done && done.length > 0 ? `${done.join(', ')} answered.` : '',
    failed && failed.length > 0 ? `${failed.join(', ')} failed.` : '',
  ];
  if (isRunning)
    return [`Asking ${all === 1 ? 'one system' : `${all} systems`}.`, ...told].filter(Boolean).join(' ');
  if (problem) return '';
  if (done?.length === all)
    return all === 1 ? `${done[0]} has answered.` : `All ${all} systems have answered.`;
  return ['Ended.', ...told].filter(Boolean).join(' ');
}
