import { TextField } from '#app/components/ui/field.tsx';
import type { FormPart } from './form-state.ts';
import { type CriterionDraft, scalePoints } from './study-draft.ts';

interface CriterionPart extends Pick<FormPart, 'change' | 'problems'> {
  readonly criterion: CriterionDraft;
  readonly index: number;
}

/** The fields of one criterion: its wording, its scale and the words at the scale's points. */
export function CriterionFields({ criterion, index, change, problems }: CriterionPart) {
  const set = (values: Partial<CriterionDraft>) =>
    change({ kind: 'set-criterion', key: criterion.key, values });
  const field = (name: 'name' | 'label' | 'question' | 'minimum' | 'maximum') => ({
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
      <TextField
        label="Scale from"
        inputMode="numeric"
        {...field('minimum')}
        onChange={(event) => set({ minimum: event.target.value })}
      />
      <TextField
        label="Scale to"
        inputMode="numeric"
        {...field('maximum')}
        onChange={(event) => set({ maximum: event.target.value })}
      />
      <Anchors criterion={criterion} index={index} change={change} problems={problems} />
    </div>
  );
}

function Anchors({ criterion, index, change, problems }: CriterionPart) {
  const points = scalePoints(criterion);
  const fault = problems[`criteria.${index}.anchors`];
  if (points.length === 0) return null;
  return (
    <fieldset className="sm:col-span-2">
      <legend className="text-sm font-medium">Words at the points of the scale</legend>
      <p className="mt-0.5 text-sm text-ink-faint">
        Words at both ends at least; a point without words shows its number only.
      </p>
      {fault ? <p className="text-sm font-medium text-danger">{fault}</p> : null}
      <div className="mt-2 grid grid-cols-1 gap-3 min-[420px]:grid-cols-2 lg:grid-cols-3">
        {points.map((point) => (
          <TextField
            key={point}
            label={<span className="tabular-nums">At {point}</span>}
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
