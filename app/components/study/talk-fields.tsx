import { TextField } from '#app/components/ui/field.tsx';
import { CheckField } from './check-field.tsx';
import type { FormPart } from './form-state.ts';
import type { TalkDraft } from './talk-draft.ts';

const scenes = [
  {
    scene: 'situation',
    label: 'A situation of the dataset',
    hint: '“Talk as somebody to whom this happened”, and the emotion.',
  },
  {
    scene: 'emotion',
    label: 'An emotion of the dataset',
    hint: 'A time when they felt like this themselves.',
  },
  { scene: 'free', label: 'Whatever they like', hint: 'Something that happened to them or moves them.' },
] as const;

/** How long people talk, and about what. */
export function TalkFields({ draft, change, problems }: FormPart) {
  const { talk } = draft;
  const set = (values: Partial<TalkDraft>) =>
    change({ kind: 'set', values: { talk: { ...talk, ...values } } });
  const messages = (name: 'minimum' | 'maximum') => ({
    name: `task.turns.${name}`,
    inputMode: 'numeric' as const,
    value: talk[name],
    error: problems[`task.turns.${name}`],
    onChange: (event: { readonly target: { readonly value: string } }) => set({ [name]: event.target.value }),
  });
  return (
    <div className="mb-5">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Fewest messages"
          hint="That the person writes. From then on they may end the talk."
          {...messages('minimum')}
        />
        <TextField
          label="Most messages"
          hint="With the answer to it the talk is over; at most 30."
          {...messages('maximum')}
        />
      </div>
      <fieldset className="mt-5">
        <legend className="text-sm font-medium">What they talk about</legend>
        <div className="mt-1 -ml-2 grid gap-x-6 md:grid-cols-3">
          {scenes.map(({ scene, label, hint }) => (
            <CheckField
              key={scene}
              type="radio"
              name="task.scene"
              value={scene}
              checked={talk.scene === scene}
              onChange={() => set({ scene })}
              label={label}
              hint={hint}
            />
          ))}
        </div>
      </fieldset>
    </div>
  );
}
