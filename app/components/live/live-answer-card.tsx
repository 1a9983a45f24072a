import type { ReactNode } from 'react';
import { BreakableName } from '../comparison/column-name.tsx';
import { textLength } from '../comparison/text-length.ts';
import { wordsClass } from '../dataset/dialogue-turns.tsx';
import { counted } from '../dataset/format-count.ts';
import { EmotionList } from '../reply-details/emotion-list.tsx';
import { ExemplarList } from '../reply-details/exemplar-list.tsx';
import { LevelList } from '../reply-details/level-list.tsx';
import { LogProbabilities } from '../reply-details/log-probabilities.tsx';
import { Badge } from '../ui/status.tsx';
import type { LiveReply } from './live-events.ts';
import type { LiveAnswer } from './live-rounds.ts';

interface LiveAnswerCardProps {
  readonly name: string;
  readonly answer: LiveAnswer;
}

const badges = {
  waiting: { tone: 'neutral', words: 'waiting' },
  writing: { tone: 'accent', words: 'answering' },
  done: null,
  failed: { tone: 'danger', words: 'failed' },
  stopped: { tone: 'warning', words: 'stopped' },
  lost: { tone: 'warning', words: 'broke off' },
} as const;

/** One system's answer as it comes, and what is known of it. Heads, answers and what follows stand on common lines. */
export function LiveAnswerCard({ name, answer }: LiveAnswerCardProps) {
  const badge = badges[answer.status];
  return (
    <article
      aria-label={name}
      aria-busy={answer.status === 'waiting' || answer.status === 'writing'}
      className="row-span-3 grid grid-rows-subgrid content-start gap-y-3 rounded-xl border border-line bg-surface p-4"
    >
      <header className="flex min-h-6 items-start justify-between gap-3">
        <h3 className="min-w-0 text-sm font-semibold text-ink-soft [overflow-wrap:anywhere]">
          <BreakableName name={name} />
        </h3>
        {badge ? <Badge tone={badge.tone}>{badge.words}</Badge> : null}
      </header>
      <AnswerText answer={answer} />
      {answer.status === 'done' ? (
        <ReplyFacts reply={answer.reply} milliseconds={answer.milliseconds} />
      ) : (
        <span />
      )}
    </article>
  );
}

function AnswerText({ answer }: { readonly answer: LiveAnswer }) {
  switch (answer.status) {
    case 'waiting':
      return <p className="text-ink-faint">Waiting for the first word…</p>;
    case 'failed':
      return <p className="text-sm text-danger [overflow-wrap:anywhere]">{answer.message}</p>;
    case 'done':
      return <Words text={answer.reply.text} ifNone="An answer without words." />;
    case 'writing':
      return (
        <Words text={answer.text} ifNone="">
          <span
            aria-hidden
            className="ml-0.5 inline-block h-[1.1em] w-0.5 animate-pulse bg-accent align-text-bottom"
          />
        </Words>
      );
    default:
      return (
        <Words text={answer.text.trimEnd()} ifNone="Nothing had come yet.">
          …
        </Words>
      );
  }
}

/** Longer texts scroll within their card, so that one of them does not push all others apart. */
const longestUnscrolled = 700;

interface WordsProps {
  readonly text: string;
  readonly ifNone: string;
  /** What stands at the end of the words. */
  readonly children?: ReactNode;
}

function Words({ text, ifNone, children }: WordsProps) {
  if (text === '' && ifNone !== '') return <p className="text-ink-faint">{ifNone}</p>;
  const isLong = text.length > longestUnscrolled;
  return (
    <p
      dir="auto"
      tabIndex={isLong ? 0 : undefined}
      className={`${wordsClass} ${isLong ? 'max-h-96 overflow-y-auto' : ''}`}
    >
      {text}
      {children}
    </p>
  );
}

interface ReplyFactsProps {
  readonly reply: LiveReply;
  readonly milliseconds: number;
}

function ReplyFacts({ reply, milliseconds }: ReplyFactsProps) {
  const { emotion, exemplars, levels, tokens } = reply;
  return (
    <div className="flex flex-col gap-3 self-start border-t border-line pt-2.5">
      <p className="text-xs text-ink-faint tabular-nums">{factsInWords(reply, milliseconds)}</p>
      {emotion && emotion.length > 0 ? <EmotionList emotions={emotion} /> : null}
      {levels ? <LevelList levels={levels} /> : null}
      {exemplars && exemplars.length > 0 ? <ExemplarList exemplars={exemplars} /> : null}
      {tokens ? <LogProbabilities tokens={tokens} /> : null}
    </div>
  );
}

function factsInWords(
  { text, tokenCount, finished, unseenTokens, isLimitedByContext }: LiveReply,
  milliseconds: number,
): string {
  return [
    counted(textLength(text).words, 'word'),
    tokenCount > 0 && counted(tokenCount, 'token'),
    `${(milliseconds / 1000).toFixed(milliseconds < 9_950 ? 1 : 0)} s`,
    finished === 'length' &&
      (isLimitedByContext ? 'cut where the model’s length ends' : 'cut at the longest length'),
    unseenTokens && `the oldest ${counted(unseenTokens, 'token')} of the context not seen`,
  ]
    .filter(Boolean)
    .join(' · ');
}
