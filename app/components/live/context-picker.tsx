import { useFetcher } from '@remix-run/react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { loader } from '#app/routes/_research.live.contexts.ts';
import type { FoundContexts, LiveContext } from '#app/server/live-context.server.ts';
import { counted, formatCount } from '../dataset/format-count.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField, TextField } from '../ui/field.tsx';

export interface PickedDataset {
  readonly name: string;
  readonly emotions: readonly string[];
}

interface ContextPickerProps {
  readonly datasets: readonly PickedDataset[];
  readonly onPick: (context: LiveContext) => void;
}

/** A context from a dataset: searched for, or any one of those found. */
export function ContextPicker({ datasets, onPick }: ContextPickerProps) {
  const [isOpen, setOpen] = useState(false);
  const [filter, setFilter] = useState({ dataset: datasets[0]?.name ?? '', emotion: '', q: '' });
  const pick = usePick((context) => {
    setOpen(false);
    onPick(context);
  });
  if (datasets.length === 0) return null;
  const draw = () => pick({ ...filter, draw: '1' });
  return (
    <>
      <Button look="secondary" onClick={() => setOpen(true)}>
        From a dataset…
      </Button>
      <Button look="secondary" onClick={draw}>
        Random one{filter.emotion ? `: ${filter.emotion}` : ''}
      </Button>
      <Dialog title="A context from a dataset" open={isOpen} onOpenChange={setOpen}>
        <Search
          datasets={datasets}
          filter={filter}
          onFilter={setFilter}
          onDraw={draw}
          onPick={(context) => pick({ dataset: filter.dataset, context: String(context) })}
        />
      </Dialog>
    </>
  );
}

/** Loads one context and hands it on. */
function usePick(onPick: (context: LiveContext) => void) {
  const { load, data, state } = useFetcher<typeof loader>();
  const handed = useRef<unknown>(undefined);
  const latest = useRef(onPick);
  useEffect(() => {
    latest.current = onPick;
  });
  useEffect(() => {
    if (state !== 'idle' || data === undefined || handed.current === data) return;
    handed.current = data;
    if ('context' in data && data.context) latest.current(data.context);
  }, [data, state]);
  return (query: Readonly<Record<string, string>>) => load(`/live/contexts?${new URLSearchParams(query)}`);
}

interface Filter {
  readonly dataset: string;
  readonly emotion: string;
  readonly q: string;
}

interface SearchProps {
  readonly datasets: readonly PickedDataset[];
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly onDraw: () => void;
  readonly onPick: (context: number) => void;
}

function Search({ datasets, filter, onFilter, onDraw, onPick }: SearchProps) {
  const { load, data, state } = useFetcher<typeof loader>();
  const [page, setPage] = useState(1);
  const emotions = datasets.find(({ name }) => name === filter.dataset)?.emotions ?? [];
  useEffect(() => {
    load(`/live/contexts?${new URLSearchParams({ ...filter, page: String(page) })}`);
  }, [load, filter, page]);
  const change = (changes: Partial<Filter>) => {
    setPage(1);
    onFilter({ ...filter, ...changes });
  };
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    change({ q: String(new FormData(event.currentTarget).get('q') ?? '') });
  };
  return (
    <>
      <form onSubmit={search} className="grid grid-cols-2 items-end gap-3">
        {datasets.length > 1 ? (
          <SelectField
            label="Dataset"
            value={filter.dataset}
            onChange={(event) => change({ dataset: event.target.value, emotion: '' })}
          >
            {datasets.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </SelectField>
        ) : null}
        <SelectField
          label="Emotion"
          value={filter.emotion}
          onChange={(event) => change({ emotion: event.target.value })}
        >
          <option value="">All</option>
          {emotions.map((emotion) => (
            <option key={emotion}>{emotion}</option>
          ))}
        </SelectField>
        <div className={datasets.length > 1 ? 'col-span-2' : ''}>
          <TextField
            label="Search"
            name="q"
            type="search"
            dir="auto"
            maxLength={200}
            defaultValue={filter.q}
          />
        </div>
      </form>
      {data && 'found' in data && data.found ? (
        <Found
          found={data.found}
          isBusy={state !== 'idle'}
          onPage={setPage}
          onDraw={onDraw}
          onPick={onPick}
        />
      ) : (
        <p role="status" className="py-6 text-center text-ink-faint">
          Looking for contexts…
        </p>
      )}
    </>
  );
}

interface FoundProps {
  readonly found: FoundContexts;
  readonly isBusy: boolean;
  readonly onPage: (page: number) => void;
  readonly onDraw: () => void;
  readonly onPick: (context: number) => void;
}

function Found({ found: { total, page, pages, rows }, isBusy, onPage, onDraw, onPick }: FoundProps) {
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm text-ink-soft tabular-nums">
          {total === 0 ? 'No context is like this. Search for other words.' : counted(total, 'context')}
        </p>
        {total > 0 ? (
          <Button look="secondary" onClick={onDraw}>
            Random one of these
          </Button>
        ) : null}
      </div>
      <ul aria-busy={isBusy} className={`flex flex-col gap-1 ${isBusy ? 'opacity-60' : ''}`}>
        {rows.map(({ id, emotion, recent, turnIndex }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onPick(id)}
              className="w-full rounded-lg border border-line px-3 py-2 text-left text-sm hover:border-accent hover:bg-sunken"
            >
              <span className="text-xs font-medium text-accent">
                {emotion ?? 'no emotion'}
                <span className="ml-2 font-normal text-ink-faint">{counted(turnIndex, 'turn')}</span>
              </span>
              {recent.map((turn, index) => (
                <span
                  // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the context
                  key={index}
                  dir="auto"
                  className={`line-clamp-3 font-serif [overflow-wrap:anywhere] ${turn.speaker === 'listener' ? 'text-ink-faint' : ''}`}
                >
                  {turn.text}
                </span>
              ))}
            </button>
          </li>
        ))}
      </ul>
      {pages > 1 ? (
        <div className="flex items-center justify-between gap-2">
          <Button look="secondary" disabled={page === 1} onClick={() => onPage(page - 1)}>
            ‹ Previous
          </Button>
          <span className="text-sm text-ink-soft tabular-nums">
            Page {formatCount(page)} of {formatCount(pages)}
          </span>
          <Button look="secondary" disabled={page === pages} onClick={() => onPage(page + 1)}>
            Next ›
          </Button>
        </div>
      ) : null}
    </>
  );
}
