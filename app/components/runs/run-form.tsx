import { Form } from '@remix-run/react';
import { useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { SelectField, TextField } from '#app/components/ui/field.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { formatCount } from '../dataset/format-count.ts';
import { DecodingFields } from './decoding-fields.tsx';

export interface RunChoices {
  readonly systems: readonly {
    readonly name: string;
    /** In a few words; null where it decodes nothing. */
    readonly decoding: string | null;
  }[];
  readonly datasets: readonly {
    readonly name: string;
    readonly contexts: number;
    readonly splits: readonly { readonly name: string; readonly contexts: number }[];
  }[];
}

interface RunFormProps extends RunChoices {
  /** By the names of the fields. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
}

/** Which system answers which contexts, and how. */
export function RunForm({ systems, datasets, values, errors }: RunFormProps) {
  const [system, setSystem] = useState(values.system ?? systems[0]?.name ?? '');
  const [dataset, setDataset] = useState(values.dataset ?? datasets[0]?.name ?? '');
  const decoding = systems.find(({ name }) => name === system)?.decoding ?? null;
  return (
    <Form
      method="post"
      className="flex max-w-2xl flex-col gap-5 rounded-xl border border-line bg-surface p-5 sm:p-6"
    >
      {errors.form ? (
        <Notice tone="danger" title="The run was not started.">
          {errors.form}
        </Notice>
      ) : null}
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          label="System"
          name="system"
          value={system}
          onChange={(event) => setSystem(event.target.value)}
          error={errors.system}
        >
          {systems.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
        <SelectField
          label="Dataset"
          name="dataset"
          value={dataset}
          onChange={(event) => setDataset(event.target.value)}
          error={errors.dataset}
        >
          {datasets.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
        <SplitField datasets={datasets} dataset={dataset} value={values.split ?? ''} error={errors.split} />
        <TextField
          label="Number of contexts"
          name="limit"
          type="number"
          min={1}
          step={1}
          inputMode="numeric"
          placeholder="all"
          defaultValue={values.limit ?? ''}
          error={errors.limit}
          hint="The first so many; the rest can be answered later."
        />
        <TextField
          label="Seed"
          name="seed"
          type="number"
          min={0}
          step={1}
          inputMode="numeric"
          defaultValue={values.seed ?? '1'}
          error={errors.seed}
          hint="The same seed gives the same answers, another one others."
        />
      </div>
      {systems.some((known) => known.decoding !== null) ? (
        <DecodingFields own={decoding} values={values} errors={errors} />
      ) : null}
      <div>
        <Button type="submit">Start the run</Button>
      </div>
    </Form>
  );
}

interface SplitFieldProps extends Pick<RunChoices, 'datasets'> {
  readonly dataset: string;
  readonly value: string;
  readonly error: string | undefined;
}

/** The chosen dataset's splits; one that another dataset has as well stays chosen. */
function SplitField({ datasets, dataset, value, error }: SplitFieldProps) {
  const [split, setSplit] = useState(value);
  const chosen = datasets.find(({ name }) => name === dataset);
  const splits = chosen?.splits ?? [];
  return (
    <SelectField
      label="Contexts"
      name="split"
      value={splits.some(({ name }) => name === split) ? split : ''}
      onChange={(event) => setSplit(event.target.value)}
      error={error}
    >
      <option value="">All {chosen ? formatCount(chosen.contexts) : ''}</option>
      {splits.map(({ name, contexts }) => (
        <option key={name} value={name}>
          {name} ({formatCount(contexts)})
        </option>
      ))}
    </SelectField>
  );
}
