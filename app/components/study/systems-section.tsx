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
      lead={
        part.draft.talk.isHad
          ? 'Annotators talk with these systems about what the dataset tells of.'
          : 'Annotators compare these systems’ answers to the same contexts.'
      }
    >
      <Tasks {...part} />
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

const tasks = [
  {
    isHad: false,
    value: 'read',
    label: 'Rate what systems have answered',
    hint: 'The same dialogues of the dataset for all systems, as they were answered before.',
  },
  {
    isHad: true,
    value: 'chat',
    label: 'Talk, then rate',
    hint: 'Each talks with a system that is not named, and rates that conversation. The dataset says what to talk about.',
  },
] as const;

function Tasks({ draft, change }: DataPart) {
  const { talk } = draft;
  return (
    <fieldset className="mb-5">
      <legend className="text-sm font-medium">What annotators do</legend>
      <div className="mt-1 -ml-2 grid gap-x-6 md:grid-cols-2">
        {tasks.map(({ isHad, value, label, hint }) => (
          <CheckField
            key={value}
            type="radio"
            name="task"
            value={value}
            checked={talk.isHad === isHad}
            onChange={() => change({ kind: 'set-task', isTalk: isHad })}
            label={label}
            hint={hint}
          />
        ))}
      </div>
    </fieldset>
  );
}

function SystemChoices({ draft, change, problems, datasets, offered, silent }: DataPart) {
  const isTalk = draft.talk.isHad;
  return (
    <fieldset className="mt-5">
      <legend className="text-sm font-medium">Systems</legend>
      {problems.systems ? <p className="text-sm font-medium text-danger">{problems.systems}</p> : null}
      {offered ? (
        <div className="mt-1 -ml-2 grid gap-x-6 md:grid-cols-2 min-[1700px]:grid-cols-3">
          {offered.systems.map(({ name, hint }) => (
            <CheckField
              key={name}
              name="systems"
              value={name}
              checked={draft.systems.includes(name)}
              onChange={() => change({ kind: 'toggle-system', system: name })}
              label={name}
              hint={hint}
            />
          ))}
        </div>
      ) : (
        <p className="mt-2 text-sm text-ink-faint">
          {datasets.some(({ name }) => name === draft.dataset)
            ? 'Looking up who answers this dataset …'
            : 'This dataset is not in the workbench.'}
        </p>
      )}
      {silent.length > 0 ? (
        <p className="mt-2 text-sm text-warning">
          Left out, for want of {isTalk ? 'a model that answers' : 'answers to this dataset'}:{' '}
          {silent.join(', ')}.
        </p>
      ) : null}
      {offered?.systems.length === 0 ? (
        <p className="mt-2 text-sm text-ink-soft">
          {isTalk
            ? 'No system answers by itself here. Register one first, or bring its model.'
            : 'Nobody has answered this dataset yet. Import systems’ responses first.'}
        </p>
      ) : null}
    </fieldset>
  );
}
