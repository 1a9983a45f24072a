import { Link, useNavigate } from '@remix-run/react';
import { type CSSProperties, useState } from 'react';
import { Button, buttonClass, LinkButton } from '#app/components/ui/button.tsx';
import { Badge } from '#app/components/ui/status.tsx';
import type { ComparedContextView } from '#app/server/compared-context.server.ts';
import type { ShownSystem } from '#app/server/comparison.server.ts';
import { dialogueAddress } from '../dataset/addresses.ts';
import { DialogueTurns, wordsClass } from '../dataset/dialogue-turns.tsx';
import { formatCount } from '../dataset/format-count.ts';
import { FoundText } from '../dataset/found-text.tsx';
import { liveContextAddress } from '../live/live-address.ts';
import { AnswerCard } from './answer-card.tsx';
import { columnName } from './column-name.tsx';
import { type ComparisonAddress, comparisonQuery } from './comparison-address.ts';
import { FlagButton } from './flag-button.tsx';
import { KeyHelp } from './key-help.tsx';
import { useKeys } from './use-keys.ts';

interface ContextViewProps {
  readonly dataset: string;
  readonly view: ComparedContextView;
  readonly chosen: readonly ShownSystem[];
  readonly total: number;
  readonly address: ComparisonAddress;
  readonly listAddress: string;
}

/** One context, and every chosen system's answer to it side by side. */
export function ContextView({ dataset, view, chosen, total, address, listAddress }: ContextViewProps) {
  return (
    <>
      <ContextBar dataset={dataset} view={view} total={total} address={address} listAddress={listAddress} />
      <ContextCard dataset={dataset} view={view} search={address.search} />
      <h2 className="mt-6 mb-2 text-sm font-medium text-ink-faint">Answers</h2>
      <div
        className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-[repeat(var(--columns),minmax(0,34rem))]"
        style={{ '--columns': columnsFor(chosen.length) } as CSSProperties}
      >
        {chosen.map((system, column) => (
          <AnswerCard
            key={system.name}
            name={columnName(system)}
            column={column}
            view={view}
            search={address.search}
          />
        ))}
      </div>
      {view.scores.length > 0 ? (
        <p className="mt-3 text-xs text-ink-faint [overflow-wrap:anywhere]">
          How the scores were made:{' '}
          {view.scores.map(({ metric, signature }) => `${metric} (${signature})`).join('; ')}.
        </p>
      ) : null}
    </>
  );
}

/** All beside one another where they fit, else in rows of like length. */
function columnsFor(systems: number): number {
  return Math.max(1, Math.ceil(systems / Math.ceil(systems / 6)));
}

type ContextBarProps = Pick<ContextViewProps, 'dataset' | 'view' | 'total' | 'address' | 'listAddress'>;

function ContextBar({ dataset, view, total, address, listAddress }: ContextBarProps) {
  const navigate = useNavigate();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const addressOf = (context: number | null) =>
    context === null ? null : comparisonQuery({ ...address, view: { kind: 'context', context } });
  const [previous, next] = [addressOf(view.previous), addressOf(view.next)];
  const go = (to: string | null) => () => {
    if (to !== null) navigate(to, { preventScrollReset: true });
  };
  useKeys({
    j: go(next),
    ArrowRight: go(next),
    k: go(previous),
    ArrowLeft: go(previous),
    l: go(listAddress),
    '?': () => setHelpOpen(true),
  });
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <Step to={previous} rel="prev">
        ‹ Previous
      </Step>
      <Step to={next} rel="next">
        Next ›
      </Step>
      <p role="status" className="px-2 text-sm text-ink-soft tabular-nums">
        {view.position === null
          ? `Not among the ${formatCount(total)} under these filters`
          : `Context ${formatCount(view.position)} of ${formatCount(total)}`}
      </p>
      <div className="flex flex-wrap items-center gap-2 sm:ml-auto">
        <LinkButton to={liveContextAddress(dataset, view.context.id)}>Answer it live</LinkButton>
        <FlagButton key={view.context.id} contextId={view.context.id} flags={view.flags} />
        <Button look="quiet" aria-keyshortcuts="?" onClick={() => setHelpOpen(true)}>
          Keys
        </Button>
      </div>
      <KeyHelp open={isHelpOpen} onOpenChange={setHelpOpen} />
    </div>
  );
}

interface StepProps {
  /** Null at the end. */
  readonly to: string | null;
  readonly rel: 'prev' | 'next';
  readonly children: string;
}

function Step({ to, rel, children }: StepProps) {
  if (to === null)
    return (
      <button type="button" disabled className={buttonClass('secondary')}>
        {children}
      </button>
    );
  return (
    <Link to={to} rel={rel} preventScrollReset className={buttonClass('secondary')}>
      {children}
    </Link>
  );
}

type ContextCardProps = Pick<ContextViewProps, 'dataset' | 'view'> & { readonly search: string };

function ContextCard({ dataset, view: { context }, search }: ContextCardProps) {
  const { convId, emotion, split, situation, history } = context;
  return (
    <section
      aria-labelledby="context-title"
      className="grid gap-x-10 gap-y-4 rounded-xl border border-line bg-surface p-5 lg:grid-cols-[minmax(0,1fr)_minmax(16rem,22rem)]"
    >
      <h2 id="context-title" className="sr-only">
        Context
      </h2>
      <DialogueTurns turns={history} search={search} />
      <div className="flex flex-col gap-3 text-sm max-lg:border-t max-lg:border-line max-lg:pt-4">
        <p className="flex flex-wrap items-center gap-2">
          {emotion === null ? null : <Badge tone="accent">{emotion}</Badge>}
          {split === null ? null : <span className="text-ink-soft">{split}</span>}
          <Link
            to={dialogueAddress(dataset, convId)}
            className="text-accent underline-offset-4 hover:underline [overflow-wrap:anywhere]"
          >
            {convId}
          </Link>
        </p>
        {situation === null ? null : (
          <div>
            <h3 className="font-medium text-ink-faint">Situation</h3>
            <p dir="auto" className={`${wordsClass} text-ink-soft`}>
              <FoundText text={situation} search={search} />
            </p>
          </div>
        )}
      </div>
    </section>
  );
}
