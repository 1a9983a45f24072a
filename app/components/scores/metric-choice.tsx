import { Form, Link } from '@remix-run/react';
import { Button } from '#app/components/ui/button.tsx';
import { type BoardAddress, boardQuery } from './board-address.ts';
import { type BoardMetric, columnName } from './score-board.ts';

interface MetricChoiceProps {
  readonly metrics: readonly BoardMetric[];
  readonly shown: readonly BoardMetric[];
  readonly address: BoardAddress;
}

/** Which columns the board has: all, the usual ones, or those that are ticked. */
export function MetricChoice({ metrics, shown, address }: MetricChoiceProps) {
  const { prepare, sort, order } = address;
  const ids = new Set(shown.map(({ id }) => id));
  return (
    <details className="no-print w-full rounded-lg border border-line open:pb-4 sm:w-auto sm:open:w-full">
      <summary className="min-h-10 px-4 py-2 text-sm font-medium">
        Columns{' '}
        <span className="font-normal text-ink-faint tabular-nums">
          {shown.length} of {metrics.length}
        </span>
      </summary>
      {/* Ticks follow the address also where a link changed it. */}
      <Form key={[...ids].join()} method="get" replace preventScrollReset className="px-4 pt-2">
        {prepare === 'none' ? null : <input type="hidden" name="prepare" value={prepare} />}
        {sort === null ? null : <input type="hidden" name="sort" value={sort} />}
        {order === 'best' ? null : <input type="hidden" name="order" value={order} />}
        <fieldset>
          <legend className="sr-only">Columns of the table</legend>
          <div className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-4">
            {metrics.map((metric) => (
              <label
                key={metric.id}
                title={metric.name}
                className="flex min-h-9 items-center gap-2.5 text-sm"
              >
                <input
                  type="checkbox"
                  name="metric"
                  value={metric.id}
                  defaultChecked={ids.has(metric.id)}
                  className="size-4 shrink-0 accent-accent"
                />
                {columnName(metric)}
              </label>
            ))}
          </div>
        </fieldset>
        <div className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-2 text-sm">
          <Button type="submit" look="secondary">
            Show these
          </Button>
          {[{ metrics: 'all', words: 'All' } as const, { metrics: [], words: 'The usual ones' } as const].map(
            ({ metrics, words }) => (
              <Link
                key={words}
                to={boardQuery({ ...address, metrics }) || '?'}
                replace
                preventScrollReset
                className="py-1 text-accent underline-offset-4 hover:underline"
              >
                {words}
              </Link>
            ),
          )}
        </div>
      </Form>
    </details>
  );
}
