import { Form } from '@remix-run/react';
import type { Criterion } from '#annotations/study-definition.ts';
import { Button } from '#app/components/ui/button.tsx';
import { TextField } from '#app/components/ui/field.tsx';

/** Corrects what the import made of a scale: a file of ratings does not tell it. */
export function ImportedScaleForm({
  criterion,
  error,
}: {
  readonly criterion: Pick<Criterion, 'name' | 'label' | 'minimum' | 'maximum'>;
  readonly error: string | undefined;
}) {
  return (
    <details className="mt-2" open={error !== undefined}>
      <summary className="w-fit rounded text-sm text-accent hover:text-accent-strong">
        Correct this scale<span className="sr-only"> of {criterion.label}</span>
      </summary>
      <Form
        method="post"
        preventScrollReset
        // A corrected scale is another form, which starts from the new ends.
        key={`${criterion.minimum} ${criterion.maximum}`}
        className="mt-2 flex flex-col gap-3"
      >
        <input type="hidden" name="intent" value="scale" />
        <input type="hidden" name="criterion" value={criterion.name} />
        <p className="text-sm text-ink-soft">
          The file does not say which scale was used; this is what its values suggest. Plots show the whole
          scale.
        </p>
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label="From"
            name="minimum"
            inputMode="decimal"
            defaultValue={criterion.minimum}
            error={error}
          />
          <TextField label="To" name="maximum" inputMode="decimal" defaultValue={criterion.maximum} />
        </div>
        <Button type="submit" look="secondary" className="self-start">
          Save the scale
        </Button>
      </Form>
    </details>
  );
}
