import { Form, Link } from '@remix-run/react';
import { Button } from '#app/components/ui/button.tsx';
import { comparisonQuery } from '../comparison/comparison-address.ts';
import { comparisonPath, datasetAddress } from '../dataset/addresses.ts';
import { formatCount } from '../dataset/format-count.ts';
import { bodyCell, headCell, numberCell, numberHead } from '../results/table-style.ts';
import { ScrollRegion } from '../study/scroll-region.tsx';
import { When } from '../study/when.tsx';
import { runExportAddress } from '../systems/addresses.ts';

export interface ShownRun {
  readonly id: string;
  readonly dataset: string;
  readonly label: string;
  /** Decoding in a few words; null for what was not decoded here. */
  readonly decoding: string | null;
  readonly answers: number;
  readonly contexts: number;
  readonly createdAt: string;
  /** Whether contexts that are left can be answered from here. */
  readonly canGoOn: boolean;
}

interface RunsTableProps {
  readonly system: string;
  /** By dataset. */
  readonly runs: readonly ShownRun[];
}

const tableLook = [
  'w-full border-collapse text-sm',
  // On a phone a row is a few lines, so that what can be done is in sight.
  'max-sm:[&_thead]:sr-only max-sm:[&_tbody_tr]:flex max-sm:[&_tbody_tr]:flex-wrap max-sm:[&_tbody_tr]:gap-x-4',
  'max-sm:[&_tbody_tr]:py-2.5 max-sm:[&_tbody_:is(td,th)]:p-0 max-sm:[&_tbody_:is(td,th)]:py-0.5',
  'max-sm:[&_tbody_th]:w-full',
].join(' ');

const link = 'text-accent underline-offset-4 hover:underline';

/** A system's runs by dataset, and what can be done with each. */
export function RunsTable({ system, runs }: RunsTableProps) {
  const hasDecoding = runs.some(({ decoding }) => decoding !== null);
  return (
    <ScrollRegion label="Table of runs">
      <table className={tableLook}>
        <caption className="sr-only">Runs of {system}, by dataset</caption>
        <thead>
          <tr className="border-b border-line-strong/40">
            <th scope="col" className={headCell}>
              Dataset
            </th>
            <th scope="col" className={headCell}>
              Run
            </th>
            {hasDecoding ? (
              <th scope="col" className={headCell}>
                Decoding
              </th>
            ) : null}
            <th scope="col" className={numberHead}>
              Answers
            </th>
            <th scope="col" className={headCell}>
              Begun
            </th>
            <th scope="col" className={headCell}>
              <span className="sr-only">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {runs.map((run, index) => (
            <tr key={run.id}>
              <th scope="row" className={`${bodyCell} text-left font-medium`}>
                <Link
                  to={datasetAddress(run.dataset)}
                  className={`${link} ${repeats(runs, index) ? 'sr-only' : ''}`}
                >
                  {run.dataset}
                </Link>
              </th>
              <td className={bodyCell}>{run.label}</td>
              {hasDecoding ? <td className={`${bodyCell} min-w-40 text-ink-soft`}>{run.decoding}</td> : null}
              <td className={`${numberCell} whitespace-nowrap`}>
                {formatCount(run.answers)}{' '}
                <span className="text-ink-faint">of {formatCount(run.contexts)}</span>
              </td>
              <td className={`${bodyCell} text-ink-soft`}>
                <When at={run.createdAt} />
              </td>
              <td className={`${bodyCell} whitespace-nowrap`}>
                <RunActions system={system} run={run} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** Whether the row above names the same dataset. */
function repeats(runs: readonly ShownRun[], index: number): boolean {
  return index > 0 && runs[index - 1]?.dataset === runs[index]?.dataset;
}

function RunActions({ system, run }: { readonly system: string; readonly run: ShownRun }) {
  const about = `${run.label} on ${run.dataset}`;
  return (
    <span className="flex items-center justify-end gap-4">
      {run.canGoOn && run.answers < run.contexts ? (
        <Form method="post">
          <input type="hidden" name="run" value={run.id} />
          <Button
            type="submit"
            look="quiet"
            className="-my-2.5 px-2! text-accent!"
            aria-label={`Answer the rest: ${about}`}
          >
            Answer the rest
          </Button>
        </Form>
      ) : null}
      {run.answers > 0 ? (
        <>
          <Link
            to={comparedRunAddress({ system, dataset: run.dataset, run: run.id })}
            className={link}
            aria-label={`Compare: ${about}`}
          >
            Compare
          </Link>
          <a href={runExportAddress(run.id)} download className={link} aria-label={`Export: ${about}`}>
            Export
          </a>
        </>
      ) : null}
    </span>
  );
}

interface ComparedRun {
  readonly system: string;
  readonly dataset: string;
  readonly run: string;
}

/** A run's answers beside those of people. */
export function comparedRunAddress({ system, dataset, run }: ComparedRun): string {
  const query = comparisonQuery({
    systems: system === 'human' ? [system] : ['human', system],
    runs: [run],
    emotion: null,
    split: null,
    search: '',
    differ: null,
    flagged: false,
    view: { kind: 'list', page: 1 },
  });
  return `${comparisonPath(dataset)}${query}`;
}
