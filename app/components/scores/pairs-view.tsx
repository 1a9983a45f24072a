import { comparesScores } from '#eval/metrics/pairs/pair-tests.ts';
import { formatCount } from '../dataset/format-count.ts';
import { Section } from '../study/section.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Notice } from '../ui/status.tsx';
import { EmptyState } from '../ui/surface.tsx';
import { scoresPath } from './addresses.ts';
import { CopyButton } from './copy-button.tsx';
import { MetricName } from './metric-name.tsx';
import { PairsControls } from './pairs-controls.tsx';
import { PairsMatrix } from './pairs-matrix.tsx';
import type { PairsPage, ScoredMetric } from './pairs-page.ts';
import { PairsTable } from './pairs-table.tsx';
import { familyInWords, testWords } from './pairs-words.ts';
import { directionInWords } from './score-text.ts';

/** Which systems differ by a metric, and how sure that is. */
export function PairsView(page: PairsPage) {
  const { metric, dataset } = page;
  if (metric === null)
    return (
      <EmptyState
        title="Nothing is scored yet"
        action={<LinkButton to={scoresPath(dataset)}>To the leaderboard</LinkButton>}
      >
        Score the systems on the leaderboard; then their differences can be tested here.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-6">
      <PairsControls page={page} />
      <Compared page={page} metric={metric} />
    </div>
  );
}

interface ComparedProps {
  readonly page: PairsPage;
  readonly metric: ScoredMetric;
}

function Compared({ page, metric }: ComparedProps) {
  const { unfit, ranked, unscored, address } = page;
  if (unfit !== null)
    return (
      <EmptyState title={`${testWords[address.test].label} cannot be made with ${metric.label}`}>
        {capital(unfit)}.
      </EmptyState>
    );
  if (ranked.length < 2)
    return (
      <EmptyState title="A pair needs two systems">
        {ranked.length === 0 ? 'None' : 'Only one'} of the chosen systems has a score by {metric.label}.{' '}
        <Unscored unscored={unscored} />
      </EmptyState>
    );
  return (
    <>
      <Cautions cautions={page.cautions} />
      <Section
        title="Differences of every pair"
        lead={
          <>
            <MetricName metric={metric} />, {directionInWords[metric.better]}.{' '}
            <Unscored unscored={unscored} />
          </>
        }
      >
        <div className="flex flex-col gap-8">
          <PairsMatrix page={page} metric={metric} />
          <PairsTable
            pairs={page.pairs}
            metric={metric}
            compared={comparesScores(address.test) ? 'Scores' : 'Means over dialogues'}
          />
        </div>
      </Section>
      <HowMade page={page} metric={metric} />
    </>
  );
}

function Cautions({ cautions }: Pick<PairsPage, 'cautions'>) {
  if (cautions.length === 0) return null;
  return (
    <Notice tone="warning" title="Before you print this">
      <ul className="flex max-w-prose flex-col gap-1.5">
        {cautions.map((caution) => (
          <li key={caution}>{caution}</li>
        ))}
      </ul>
    </Notice>
  );
}

function Unscored({ unscored }: Pick<PairsPage, 'unscored'>) {
  if (unscored.length === 0) return null;
  return <>Left out: {unscored.map(({ name, reason }) => `${name} (${reason})`).join('; ')}.</>;
}

function HowMade({ page, metric }: ComparedProps) {
  const { address, family, pairs } = page;
  const results = pairs.flatMap(({ result }) => (result ? [result] : []));
  const dialogues = spread(results.map((result) => result.dialogues));
  const ways = [...new Set(results.map(({ how, trials }) => wayInWords(how, trials)))];
  return (
    <Section title="How these numbers are made">
      <div className="grid max-w-6xl gap-x-10 gap-y-3 text-sm text-ink-soft lg:grid-cols-2">
        <p>
          <strong className="font-semibold text-ink">{testWords[address.test].label}.</strong>{' '}
          {testWords[address.test].says} Answers in one dialogue depend on each other: the unit is the
          dialogue ({dialogues}). Used: {ways.join('; ')}.
        </p>
        <p>
          <strong className="font-semibold text-ink">Family.</strong>{' '}
          {familyInWords(address.correction, family)} A pair of systems that answered different contexts is
          compared over those that both answered, and says so.
        </p>
        <p className="flex flex-wrap items-center gap-x-2 lg:col-span-2">
          <span className="font-semibold text-ink">Signature.</span>
          <code className="min-w-0 text-xs [overflow-wrap:anywhere]">{metric.signature}</code>
          <CopyButton text={metric.signature} label={`Copy the signature of ${metric.label}`} />
        </p>
      </div>
    </Section>
  );
}

function wayInWords(how: string, trials: number | null): string {
  if (trials === null) return how;
  const count = formatCount(trials);
  const least = `which can give no p below 1 in ${formatCount(trials + 1)}`;
  return how === 'bootstrap'
    ? `${count} resamples, seed 1, ${least}`
    : `${how}, ${count} exchanges, seed 1, ${least}`;
}

function spread(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (counts.length === 0) return 'none';
  return least === most
    ? `${formatCount(most)} of them`
    : `${formatCount(least)} to ${formatCount(most)} of them`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
