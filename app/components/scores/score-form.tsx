import { Form } from '@remix-run/react';
import { Button } from '#app/components/ui/button.tsx';
import { SelectField } from '#app/components/ui/field.tsx';
import { MeasureChoice } from './measure-choice.tsx';
import type { MeasureOffers } from './measure-offer.ts';

interface ScoreFormProps {
  readonly prepare: 'none' | 'moel';
  readonly measures: MeasureOffers;
}

/** Starts scoring: which metrics, with which models, and what is done to the texts first. */
export function ScoreForm({ prepare, measures }: ScoreFormProps) {
  return (
    <Form
      method="post"
      className="grid w-full max-w-3xl items-end gap-4 text-left sm:grid-cols-[1fr_1fr_auto]"
    >
      <input type="hidden" name="intent" value="score" />
      <SelectField label="Metrics" name="metrics" defaultValue="usual">
        <option value="usual">The usual ones, a few seconds</option>
        <option value="all">All of the texts, longer</option>
      </SelectField>
      <SelectField label="Texts" name="prepare" defaultValue={prepare}>
        <option value="none">as they are</option>
        <option value="moel">lower case, as MoEL writes them</option>
      </SelectField>
      <Button type="submit">Score</Button>
      <div className="sm:col-span-3">
        <MeasureChoice measures={measures} />
      </div>
    </Form>
  );
}

/** Scores anew what is scored already, for systems and answers that came since. */
export function ScoreNewForm({ prepare }: { readonly prepare: 'none' | 'moel' }) {
  return (
    <Form method="post">
      <input type="hidden" name="intent" value="score" />
      <input type="hidden" name="metrics" value="known" />
      <input type="hidden" name="prepare" value={prepare} />
      <Button type="submit" look="secondary">
        Score what is new
      </Button>
    </Form>
  );
}
