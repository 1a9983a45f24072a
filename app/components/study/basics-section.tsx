import { TextField } from '#app/components/ui/field.tsx';
import type { FormPart } from './form-state.ts';
import { Section } from './section.tsx';

export function BasicsSection({ draft, change, problems }: FormPart) {
  return (
    <Section title="Name">
      <div className="grid gap-4 lg:grid-cols-2">
        <TextField
          label="Name of the study"
          name="name"
          value={draft.name}
          maxLength={120}
          required
          hint="For you and in exports. May tell what is compared."
          error={problems.name}
          onChange={(event) => change({ kind: 'set', values: { name: event.target.value } })}
        />
        <TextField
          label="Title for annotators"
          name="publicTitle"
          value={draft.publicTitle}
          maxLength={120}
          required
          hint="Annotators see this instead of the name. Keep it neutral: a title that tells what is compared can sway their ratings."
          error={problems.publicTitle}
          onChange={(event) => change({ kind: 'set', values: { publicTitle: event.target.value } })}
        />
      </div>
    </Section>
  );
}
