import { TextField } from '#app/components/ui/field.tsx';
import type { FormPart } from './form-state.ts';
import { Section } from './section.tsx';

/** What comes between the items to see how people rate. */
export function ChecksSection({ draft, change, problems }: FormPart) {
  // Nobody can have the same talk twice, and an instruction amid a dialogue would break it.
  if (draft.talk.isHad) return null;
  return (
    <Section
      title="Checks"
      lead="Put among each annotator’s items, told apart by nobody, and counted in no result. Gold items, whose answers are known, come with a study file."
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Items shown a second time"
          name="quality.repeats"
          inputMode="numeric"
          value={draft.repeats}
          hint="Do they give the same answers again? Three or more can tell."
          error={problems['quality.repeats']}
          onChange={(event) => change({ kind: 'set', values: { repeats: event.target.value } })}
        />
        {draft.unit === 'response' ? (
          <TextField
            label="Attention checks"
            name="quality.attention"
            inputMode="numeric"
            value={draft.attention}
            hint="One of the answers is a sentence that says what to choose."
            error={problems['quality.attention'] ?? problems.quality}
            onChange={(event) => change({ kind: 'set', values: { attention: event.target.value } })}
          />
        ) : null}
      </div>
    </Section>
  );
}
