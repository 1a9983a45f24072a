import { formatCount } from '../dataset/format-count.ts';
import { Section } from '../study/section.tsx';
import type { HumanPage } from './human-page.ts';

/** What must be told beside the correlations wherever they are printed. */
export function HumanHowMade({ page }: { readonly page: HumanPage }) {
  const left = new Map(
    page.metrics.flatMap(({ leftOut }) => leftOut.map(({ system, reason }) => [system, reason] as const)),
  );
  return (
    <Section title="How these numbers are made">
      <div className="grid max-w-6xl gap-x-10 gap-y-2 text-sm text-ink-soft lg:grid-cols-2">
        <p>
          What people say of a response is the mean over its raters, of submitted ratings alone; imported
          ratings count on the scale that their file has. Metrics are computed of the same responses, with no
          others.
        </p>
        <p>
          Single responses are correlated over all systems and dialogues together. Their interval is the
          percentile bootstrap over dialogues: whole dialogues are drawn with replacement, with all their
          responses.
        </p>
        <p>
          Of systems, the metric’s score over a system’s rated responses is correlated with the mean of their
          ratings. The same dialogues are drawn for all systems, as the WMT metrics tasks resample: the
          interval says how the correlation of these {formatCount(page.systems.length)} systems might move
          with other dialogues. It says nothing of other systems, and over few systems it is wide. Fewer than
          three have no correlation: two points always lie on a line.
        </p>
        <p>
          B = {formatCount(page.resamples)} resamples, level {Math.round(page.level * 100)} %, seed{' '}
          {page.seed}. Resamples in which a correlation is undefined are left out. Kendall’s is τ-b, which
          allows for ties. Distinct-n and CIDEr are scores of many responses together and have no value for
          one; Distinct-n falls with the number of responses, so compare systems with as many each.
          {[...left].map(([system, reason]) => ` Without ${system} where a reference is needed: ${reason}.`)}
        </p>
      </div>
    </Section>
  );
}
