import type { CriterionKind } from '#annotations/study-definition.ts';
import { SelectField, TextField } from '#app/components/ui/field.tsx';
import { CheckField } from './check-field.tsx';
import { type CriterionDraft, scalePoints } from './criterion-draft.ts';
import type { FormPart } from './form-state.ts';

interface CriterionPart extends Pick<FormPart, 'change' | 'problems'> {
  readonly draft: Pick<FormPart['draft'], 'unit'>;
  readonly criterion: CriterionDraft;
  readonly index: number;
}

/** The kinds as they are offered, and what each is for. */
export const kindWords: Readonly<Record<CriterionKind, { readonly label: string; readonly hint: string }>> = {
  scale: { label: 'Scale', hint: 'Whole numbers, with words at any of them. For each answer.' },
  slider: { label: 'Slider', hint: 'A number between two ends, set by dragging or typing. For each answer.' },
  'yes-no': { label: 'Yes or no', hint: 'For each answer.' },
  levels: {
    label: 'Three levels',
    hint: 'None, weak, strong, as the mechanisms of empathy are judged. For each answer.',
  },
  ranking: { label: 'Ranking', hint: 'Every answer gets a rank, 1 the best, no two the same.' },
  choice: {
    label: 'Choice between the answers',
    hint: 'Asked once, under the answers. Two of them side by side make a pairwise preference; ask for the best and the worst of several with two choices.',
  },
};

/** The fields of one criterion: its wording, how it is answered, and the words at its values. */
export function CriterionFields({ draft, criterion, index, change, problems }: CriterionPart) {
  const set = (values: Partial<CriterionDraft>) =>
    change({ kind: 'set-criterion', key: criterion.key, values });
  const field = (name: 'name' | 'label' | 'question') => ({
    name: `criteria.${index}.${name}`,
    value: criterion[name],
    error: problems[`criteria.${index}.${name}`],
  });
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Label"
        hint="The heading annotators see."
        maxLength={80}
        {...field('label')}
        onChange={(event) => set(relabelled(criterion, event.target.value))}
      />
      <TextField
        label="Name in exports"
        hint="Short, e.g. one word. Unique in the study."
        maxLength={60}
        {...field('name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      <div className="sm:col-span-2">
        <TextField
          label="Question or statement"
          hint="What the rating answers, in full."
          maxLength={500}
          {...field('question')}
          onChange={(event) => set({ question: event.target.value })}
        />
      </div>
      <div className="sm:col-span-2">
        <SelectField
          label="How it is answered"
          name={`criteria.${index}.kind`}
          value={criterion.kind}
          hint={kindWords[criterion.kind].hint}
          error={problems[`criteria.${index}.kind`]}
          onChange={(event) => set({ kind: event.target.value as CriterionKind })}
        >
          {Object.entries(kindWords).map(([kind, { label }]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
      <Numbers {...{ draft, criterion, index, change, problems }} />
      <Words {...{ draft, criterion, index, change, problems }} />
      {draft.unit === 'turn' ? (
        <div className="-ml-2 sm:col-span-2">
          <CheckField
            name={`criteria.${index}.whole`}
            checked={criterion.whole}
            onChange={(event) => set({ whole: event.target.checked })}
            label="About the whole dialogue"
            hint="Asked once, after the last reply, and not of every reply."
          />
        </div>
      ) : null}
    </div>
  );
}

/** The ends of scales and sliders, and whether a choice has ties. */
function Numbers({ criterion, index, change, problems }: CriterionPart) {
  const { kind, key } = criterion;
  const set = (values: Partial<CriterionDraft>) => change({ kind: 'set-criterion', key, values });
  const number = (name: 'minimum' | 'maximum' | 'step', label: string) => (
    <TextField
      label={label}
      inputMode="decimal"
      name={`criteria.${index}.${name}`}
      value={criterion[name]}
      error={problems[`criteria.${index}.${name}`]}
      onChange={(event) => set({ [name]: event.target.value })}
    />
  );
  const isSlider = kind === 'slider';
  return (
    <>
      {kind === 'scale' || isSlider ? (
        <>
          {number('minimum', isSlider ? 'Slider from' : 'Scale from')}
          {number('maximum', isSlider ? 'Slider to' : 'Scale to')}
          {isSlider ? number('step', 'In steps of') : null}
        </>
      ) : null}
      {kind === 'choice' ? (
        <div className="-ml-2 sm:col-span-2">
          <CheckField
            name={`criteria.${index}.ties`}
            checked={criterion.ties}
            onChange={(event) => set({ ties: event.target.checked })}
            label="Ties are an answer"
            hint="Annotators may also say that no answer stands out."
          />
        </div>
      ) : null}
    </>
  );
}

function Words({ criterion, index, change, problems }: CriterionPart) {
  const points = wordedPoints(criterion);
  const fault = problems[`criteria.${index}.anchors`];
  if (points.length === 0) return null;
  const { legend, hint } = wordsIntroduced(criterion.kind);
  return (
    <fieldset className="sm:col-span-2">
      <legend className="text-sm font-medium">{legend}</legend>
      {hint === '' ? null : <p className="mt-0.5 text-sm text-ink-faint">{hint}</p>}
      {fault ? <p className="text-sm font-medium text-danger">{fault}</p> : null}
      <div className="mt-2 grid grid-cols-1 gap-3 min-[420px]:grid-cols-2 lg:grid-cols-3">
        {points.map(({ point, label }) => (
          <TextField
            key={point}
            label={<span className="tabular-nums">{label}</span>}
            name={`criteria.${index}.anchors.${point}`}
            value={criterion.anchors[point] ?? ''}
            maxLength={80}
            error={problems[`criteria.${index}.anchors.${point}`]}
            onChange={(event) =>
              change({
                kind: 'set-criterion',
                key: criterion.key,
                values: { anchors: { ...criterion.anchors, [point]: event.target.value } },
              })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

function wordedPoints(criterion: CriterionDraft): { readonly point: string; readonly label: string }[] {
  const { kind, minimum, maximum } = criterion;
  switch (kind) {
    case 'scale':
      return scalePoints(criterion).map((point) => ({ point, label: `At ${point}` }));
    case 'slider':
      return [
        { point: 'low', label: `At ${minimum}` },
        { point: 'high', label: `At ${maximum}` },
      ];
    case 'yes-no':
      return ['0', '1'].map((point) => ({ point, label: `For ${point}` }));
    case 'levels':
      return ['0', '1', '2'].map((point) => ({ point, label: `Level ${point}` }));
    case 'ranking':
      return [
        { point: 'low', label: 'At rank 1' },
        { point: 'high', label: 'At the last rank' },
      ];
    case 'choice':
      return criterion.ties ? [{ point: '0', label: 'For a tie' }] : [];
  }
}

function wordsIntroduced(kind: CriterionKind): { readonly legend: string; readonly hint: string } {
  if (kind === 'scale')
    return {
      legend: 'Words at the points of the scale',
      hint: 'Words at both ends at least; a point without words shows its number only.',
    };
  if (kind === 'slider' || kind === 'ranking') return { legend: 'Words at the ends', hint: '' };
  return { legend: 'Words', hint: '' };
}

/** A new label takes the name with it as long as the name has not been given one of its own. */
function relabelled(criterion: CriterionDraft, label: string): Partial<CriterionDraft> {
  const followed = criterion.name === '' || criterion.name === nameOf(criterion.label);
  return followed ? { label, name: nameOf(label) } : { label };
}

function nameOf(label: string): string {
  return label
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}
