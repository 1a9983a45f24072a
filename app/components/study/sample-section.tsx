import { buttonClass } from '#app/components/ui/button.tsx';
import { SelectField, TextField } from '#app/components/ui/field.tsx';
import { CheckField } from './check-field.tsx';
import { numberTyped } from './criterion-draft.ts';
import type { DataPart, FormPart } from './form-state.ts';
import { counted } from './plural.ts';
import { Section } from './section.tsx';
import { type Coverage, qualifyingContexts, splitsOf } from './study-size.ts';
import { TalkFields } from './talk-fields.tsx';

/** How many items, drawn from where, and how often each is rated. */
export function SampleSection({ draft, change, problems, coverage }: DataPart) {
  // People talk with systems about anything in the dataset, whoever has answered it.
  const frame = draft.talk.isHad ? { ...draft, systems: [] } : draft;
  const qualifying = coverage ? qualifyingContexts(coverage, frame) : undefined;
  const set = (values: Partial<typeof draft>) => change({ kind: 'set', values });
  const isOfDialogues = draft.unit !== 'response';
  const tooMany = !isOfDialogues && qualifying && numberTyped(draft.items) > qualifying.contexts;
  return (
    <Section title="Sample" lead="What is rated, how much of it, and how often. Items are drawn by lot.">
      <Units {...{ draft, change, problems }} />
      {draft.talk.isHad ? <TalkFields {...{ draft, change, problems }} /> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Items"
          name="items"
          inputMode="numeric"
          value={draft.items}
          hint={
            draft.talk.isHad
              ? 'Talks to be had: a scene with one system each; every system gets as many.'
              : isOfDialogues
                ? 'Dialogues, each with the answers of one system; every system gets as many.'
                : qualifying
                  ? qualifyingHint(qualifying.contexts, draft.systems.length)
                  : undefined
          }
          error={
            problems.items ??
            (tooMany ? `There are only ${qualifying.contexts.toLocaleString('en-GB')}.` : undefined)
          }
          onChange={(event) => set({ items: event.target.value })}
        />
        <TextField
          label="Ratings per item"
          name="ratingsPerItem"
          inputMode="numeric"
          value={draft.ratingsPerItem}
          hint={
            draft.talk.isHad
              ? 'How many people have each talk. Each rates their own; others can rate them in a second study.'
              : 'How many different annotators rate each item. Agreement needs at least 2.'
          }
          error={problems.ratingsPerItem}
          onChange={(event) => set({ ratingsPerItem: event.target.value })}
        />
        <SplitField coverage={coverage} {...{ draft, change, problems }} />
      </div>
      <EmotionsKept {...{ draft, change, problems }} />
      <Drawing {...{ draft, change, problems }} emotions={qualifying?.emotions ?? 0} />
    </Section>
  );
}

const units = [
  {
    unit: 'response',
    label: 'Single answers',
    hint: 'An item is one context with the answers of all chosen systems.',
  },
  {
    unit: 'turn',
    label: 'Every reply of a dialogue',
    hint: 'An item is a dialogue with one system’s replies, each rated in its place. Questions may also be about the whole.',
  },
  {
    unit: 'dialogue',
    label: 'Whole dialogues',
    hint: 'The same, with every question asked once, at the end.',
  },
] as const;

const talkUnits = [
  {
    unit: 'dialogue',
    label: 'The talk as a whole',
    hint: 'Every question is asked once, when the talk is over.',
  },
  {
    unit: 'turn',
    label: 'Every reply of the talk',
    hint: 'Each in its place, when the talk is over. Questions may also be about the whole.',
  },
] as const;

function Units({ draft, change, problems }: FormPart) {
  const isTalk = draft.talk.isHad;
  return (
    <fieldset className="mb-5">
      <legend className="text-sm font-medium">What is rated</legend>
      {problems.unit ? <p className="text-sm font-medium text-danger">{problems.unit}</p> : null}
      <div className="mt-1 -ml-2 grid gap-x-6 md:grid-cols-3">
        {(isTalk ? talkUnits : units).map(({ unit, label, hint }) => (
          <CheckField
            key={unit}
            type="radio"
            name="unit"
            value={unit}
            checked={draft.unit === unit}
            onChange={() => change({ kind: 'set-unit', unit })}
            label={label}
            hint={hint}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** How the lot is cast. */
function Drawing({ draft, change, emotions }: FormPart & { readonly emotions: number }) {
  return (
    <fieldset className="mt-5">
      <legend className="text-sm font-medium">Drawing the items</legend>
      <div className="mt-1 -ml-2 grid gap-x-6 md:grid-cols-2">
        <CheckField
          type="radio"
          name="stratify"
          value="emotion"
          checked={draft.stratify === 'emotion'}
          onChange={() => change({ kind: 'set', values: { stratify: 'emotion' } })}
          label="Stratified by emotion"
          hint={
            emotions > 0
              ? `Each of the ${emotions} emotions in proportion to its share.`
              : 'Each emotion in proportion to its share; this dataset names none here.'
          }
        />
        <CheckField
          type="radio"
          name="stratify"
          value="none"
          checked={draft.stratify === 'none'}
          onChange={() => change({ kind: 'set', values: { stratify: 'none' } })}
          label="From all alike"
          hint={
            draft.unit === 'response'
              ? 'Every context has the same chance.'
              : 'Every dialogue has the same chance.'
          }
        />
      </div>
    </fieldset>
  );
}

function qualifyingHint(contexts: number, systems: number): string {
  if (systems === 0) return 'Choose systems first.';
  const whose = systems === 1 ? 'this system' : systems === 2 ? 'both systems' : `all ${systems} systems`;
  return contexts === 1
    ? `1 context is answered by ${whose}.`
    : `Of ${contexts.toLocaleString('en-GB')} contexts answered by ${whose}.`;
}

function SplitField({
  coverage,
  draft,
  change,
  problems,
}: Pick<DataPart, 'draft' | 'change' | 'problems'> & { readonly coverage: Coverage | null }) {
  const splits = coverage ? splitsOf(coverage) : [];
  const known = splits.some(({ split }) => split === draft.split);
  if (splits.length === 0 && draft.split === '') return null;
  return (
    <SelectField
      label="Split"
      name="split"
      value={draft.split}
      error={problems.split}
      onChange={(event) => change({ kind: 'set', values: { split: event.target.value } })}
    >
      <option value="">All splits</option>
      {splits.map(({ split, contexts }) => (
        <option key={split} value={split}>
          {split} ({counted(contexts, 'context')})
        </option>
      ))}
      {draft.split !== '' && !known ? <option value={draft.split}>{draft.split}</option> : null}
    </SelectField>
  );
}

/** Only a study file can narrow a sample to some emotions; the form keeps that and can undo it. */
function EmotionsKept({ draft, change }: Pick<DataPart, 'draft' | 'change' | 'problems'>) {
  if (draft.emotions.length === 0) return null;
  return (
    <div className="mt-4 flex flex-wrap items-center gap-2 text-sm">
      {draft.emotions.map((emotion) => (
        <input key={emotion} type="hidden" name="emotions" value={emotion} />
      ))}
      <span>
        Only the {draft.emotions.length === 1 ? 'emotion' : 'emotions'}{' '}
        <strong className="font-medium">{draft.emotions.join(', ')}</strong>.
      </span>
      <button
        type="button"
        className={buttonClass('quiet')}
        onClick={() => change({ kind: 'set', values: { emotions: [] } })}
      >
        Use all emotions
      </button>
    </div>
  );
}
