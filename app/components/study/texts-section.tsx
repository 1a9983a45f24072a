import { TextArea } from '#app/components/ui/field.tsx';
import { CheckField } from './check-field.tsx';
import type { FormPart } from './form-state.ts';
import { Section } from './section.tsx';

/** What annotators are shown and told. */
export function TextsSection({ draft, change, problems }: FormPart) {
  return (
    <Section
      title="What annotators see"
      lead={
        draft.unit === 'response'
          ? 'Never a system’s name: answers carry the letters A, B, C, … in an order drawn anew for each annotator and item.'
          : 'Never a system’s name: a dialogue shows the answers of one, without any sign of which.'
      }
    >
      <div className="flex flex-col gap-5">
        <fieldset>
          <legend className="text-sm font-medium">Besides the turns of the dialogue</legend>
          <div className="mt-1 -ml-2 grid gap-x-6 md:grid-cols-2">
            <CheckField
              name="showEmotion"
              checked={draft.showEmotion}
              onChange={(event) => change({ kind: 'set', values: { showEmotion: event.target.checked } })}
              label="The emotion"
              hint="The label the dataset gives, e.g. “afraid”."
            />
            <CheckField
              name="showSituation"
              checked={draft.showSituation}
              onChange={(event) => change({ kind: 'set', values: { showSituation: event.target.checked } })}
              label="The situation"
              hint="What the speaker wrote before the dialogue began."
            />
          </div>
        </fieldset>
        <fieldset>
          <legend className="text-sm font-medium">The answers</legend>
          <div className="mt-1 -ml-2">
            <CheckField
              name="asWritten"
              checked={draft.display === 'as-written'}
              onChange={(event) =>
                change({
                  kind: 'set',
                  values: { display: event.target.checked ? 'as-written' : 'normalised' },
                })
              }
              label="As their systems typed them"
              hint="Otherwise all are shown in ordinary typography: capitals, spaces, quotes and dashes alike, no word changed. Systems that print lower-case or spaced-out text are known by it at a glance."
            />
          </div>
        </fieldset>
        <TextArea
          label="Instructions"
          name="instructions"
          rows={10}
          value={draft.instructions}
          hint="Plain text; a blank line begins a paragraph. Annotators can open it again at any time."
          error={problems.instructions}
          onChange={(event) => change({ kind: 'set', values: { instructions: event.target.value } })}
        />
        <TextArea
          label="Consent text"
          name="consent"
          rows={8}
          value={draft.consent}
          hint="Annotators agree to it before the first item. Fit it to the rules of your institution; leave it empty to ask for no consent."
          error={problems.consent}
          onChange={(event) => change({ kind: 'set', values: { consent: event.target.value } })}
        />
      </div>
    </Section>
  );
}
