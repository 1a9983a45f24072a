import { SelectField } from '#app/components/ui/field.tsx';
import { CheckField } from './check-field.tsx';
import type { DataPart } from './form-state.ts';
import { counted } from './plural.ts';
import { Section } from './section.tsx';

/** Which dataset, and whose answers to it. */
export function SystemsSection(part: DataPart) {
  return (
    <Section
      title="Dataset and systems"
      lead="Annotators compare these systems’ answers to the same contexts."
    >
      <div className="flex max-w-xl items-end gap-2">
        <div className="grow">
          <DatasetField {...part} />
        </div>
        <noscript>
          <button
            type="submit"
            name="change"
            value="dataset"
            formNoValidate
            className="min-h-10 px-3 text-sm underline"
          >
            Show its systems
          </button>
        </noscript>
      </div>
      <SystemChoices {...part} />
    </Section>
  );
}

function DatasetField({ draft, change, problems, datasets }: DataPart) {
  const isHere = datasets.some(({ name }) => name === draft.dataset);
  return (
    <SelectField
      label="Dataset"
      name="dataset"
      value={draft.dataset}
      error={problems.dataset}
      onChange={(event) => change({ kind: 'set', values: { dataset: event.target.value } })}
    >
      {isHere ? null : <option value={draft.dataset}>{draft.dataset} (not here)</option>}
      {datasets.map(({ name, contexts }) => (
        <option key={name} value={name}>
          {name} ({counted(contexts, 'context')})
        </option>
      ))}
    </SelectField>
  );
}

function SystemChoices({ draft, change, problems, datasets, coverage, silent }: DataPart) {
  const dataset = datasets.find(({ name }) => name === draft.dataset);
  return (
    <fieldset className="mt-5">
      <legend className="text-sm font-medium">Systems</legend>
      {problems.systems ? <p className="text-sm font-medium text-danger">{problems.systems}</p> : null}
      {coverage ? (
        <div className="mt-1 -ml-2 grid gap-x-6 md:grid-cols-2 min-[1700px]:grid-cols-3">
          {coverage.systems.map((system) => (
            <CheckField
              key={system.name}
              name="systems"
              value={system.name}
              checked={draft.systems.includes(system.name)}
              onChange={() => change({ kind: 'toggle-system', system: system.name })}
              label={system.name}
              hint={systemHint(system, dataset?.contexts ?? 0)}
            />
          ))}
        </div>
      ) : (
        <p className="mt-2 text-sm text-ink-faint">
          {dataset ? 'Looking up who answers this dataset …' : 'This dataset is not in the workbench.'}
        </p>
      )}
      {silent.length > 0 ? (
        <p className="mt-2 text-sm text-warning">
          Left out, for want of answers to this dataset: {silent.join(', ')}.
        </p>
      ) : null}
      {coverage?.systems.length === 0 ? (
        <p className="mt-2 text-sm text-ink-soft">
          Nobody has answered this dataset yet. Import systems’ responses first.
        </p>
      ) : null}
    </fieldset>
  );
}

function systemHint(system: { readonly kind: string; readonly contexts: number }, contexts: number): string {
  const answers =
    system.contexts >= contexts
      ? 'answers every context'
      : `answers ${system.contexts.toLocaleString('en-GB')} of ${counted(contexts, 'context')}`;
  return system.kind === 'human' ? `The dataset’s own reference; ${answers}` : capital(answers);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
