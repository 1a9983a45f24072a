import { TextField } from '#app/components/ui/field.tsx';
import { CheckField } from './check-field.tsx';
import type { FormPart } from './form-state.ts';
import { Section } from './section.tsx';
import type { StudyDraft } from './study-draft.ts';

const plannedAnswers =
  'Before the first annotator comes, it is settled who rates what: every system stands at every position, and beside every other, equally often. It mends itself when somebody leaves or comes late. Without a plan, items are dealt as people come, and only positions are balanced.';
const plannedDialogues =
  'Before the first annotator comes, it is settled who gets what: everybody each system equally often. It mends itself when somebody leaves or comes late. Without a plan, items are dealt as people come.';

/** Who rates what: planned as a whole, or dealt as people come; and more ratings where they disagree. */
export function AssignmentSection({ draft, change, problems }: FormPart) {
  const set = (values: Partial<StudyDraft>) => change({ kind: 'set', values });
  return (
    <Section title="Who rates what" lead="How items and answers are shared among the annotators.">
      <div className="-ml-2">
        <CheckField
          name="planned"
          checked={draft.planned}
          onChange={(event) => set({ planned: event.target.checked })}
          label="Plan it as a whole"
          hint={draft.unit === 'response' ? plannedAnswers : plannedDialogues}
        />
      </div>
      {problems.assignment ? (
        <p className="mt-2 text-sm font-medium text-danger">{problems.assignment}</p>
      ) : null}
      <PlanFields {...{ draft, change, problems }} />
      {/* A talk is rated once, by who had it. */}
      {draft.talk.isHad ? null : <ExtraRatings {...{ draft, change, problems }} />}
    </Section>
  );
}

function ExtraRatings({ draft, change, problems }: FormPart) {
  return (
    <>
      <div className="mt-3 -ml-2">
        <CheckField
          name="extra"
          checked={draft.extra}
          onChange={(event) => change({ kind: 'set', values: { extra: event.target.checked } })}
          label="Ask for more ratings where raters disagree"
          hint="An item on which two of them are far apart is given to one more, until they are close or it has been rated often enough. Ranks and choices do not count."
        />
      </div>
      <ExtraFields {...{ draft, change, problems }} />
    </>
  );
}

/** Without a script the fields are always there, since nothing would bring them when the box is ticked. */
const unless = (isOn: boolean) => `mt-3 gap-4 sm:grid-cols-2 ${isOn ? 'grid' : 'hidden noscript:grid'}`;

function PlanFields({ draft, change, problems }: FormPart) {
  const systems = draft.systems.length;
  const field = (name: 'annotators' | 'itemsPerAnnotator' | 'shown' | 'absentAfterHours') => ({
    name: `assignment.${name}`,
    value: draft[name],
    inputMode: 'numeric' as const,
    error: problems[`assignment.${name}`],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      change({ kind: 'set', values: { [name]: event.target.value } }),
  });
  return (
    <div className={unless(draft.planned)}>
      <TextField
        label="Annotators"
        hint="How many you plan for. Whoever comes beyond them gets a fair part of what is left."
        {...field('annotators')}
      />
      <TextField
        label="Most items for one annotator"
        hint="Leave empty for no limit."
        {...field('itemsPerAnnotator')}
      />
      {draft.unit === 'response' ? (
        <TextField
          label="Answers side by side"
          hint={`Leave empty for those of all ${systems} systems. With 2, each rater sees a pair, and pairs come equally often.`}
          {...field('shown')}
        />
      ) : null}
      <TextField
        label="Hours until work not begun goes to others"
        hint="Counted from the annotator’s last sign of life."
        {...field('absentAfterHours')}
      />
    </div>
  );
}

function ExtraFields({ draft, change, problems }: FormPart) {
  const field = (name: 'spread' | 'atMost') => ({
    name: `extraRatings.${name}`,
    value: draft[name],
    inputMode: 'numeric' as const,
    error: problems[`extraRatings.${name}`],
    onChange: (event: { readonly target: { readonly value: string } }) =>
      change({ kind: 'set', values: { [name]: event.target.value } }),
  });
  return (
    <div className={unless(draft.extra)}>
      <TextField
        label="From a difference of"
        hint="In points: the highest less the lowest rating that an answer has on a criterion."
        {...field('spread')}
      />
      <TextField
        label="Most ratings of an item"
        hint="In all, those it gets anyway among them."
        {...field('atMost')}
      />
    </div>
  );
}
