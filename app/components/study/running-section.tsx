import { TextField } from '#app/components/ui/field.tsx';
import type { FormPart } from './form-state.ts';
import { Section } from './section.tsx';

export function RunningSection({ draft, change, problems }: FormPart) {
  return (
    <Section title="Fine settings" lead="The usual values suit most studies.">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Seed"
          name="seed"
          inputMode="numeric"
          value={draft.seed}
          hint="The same seed draws the same items and orders again."
          error={problems.seed}
          onChange={(event) => change({ kind: 'set', values: { seed: event.target.value } })}
        />
        <TextField
          label="Minutes until an unfinished item is given to somebody else"
          name="leaseMinutes"
          inputMode="numeric"
          value={draft.leaseMinutes}
          hint="Counted from the annotator’s last sign of life."
          error={problems.leaseMinutes}
          onChange={(event) => change({ kind: 'set', values: { leaseMinutes: event.target.value } })}
        />
      </div>
    </Section>
  );
}
