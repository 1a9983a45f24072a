import { Form, useNavigation } from '@remix-run/react';
import { Button } from '#app/components/ui/button.tsx';
import { controlClass, TextArea } from '#app/components/ui/field.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { Section } from './section.tsx';

interface StudyFileFormProps {
  readonly text: string;
  readonly problems: readonly { readonly place: string; readonly message: string }[];
}

const example = `{
  "name": "First comparison",
  "dataset": "…",
  "systems": ["…", "…"],
  "sample": { "items": 32, "stratify": "emotion" },
  "criteria": ["empathy", "relevance", "fluency"],
  "ratingsPerItem": 2,
  "seed": 1
}`;

/** A study from a file: chosen, or pasted. */
export function StudyFileForm({ text, problems }: StudyFileFormProps) {
  const busy = useNavigation().state === 'submitting';
  return (
    <Form method="post" encType="multipart/form-data" className="max-w-4xl">
      <Section
        title="A study file"
        lead="JSON, the same as the command line’s study create. Every study’s page offers its own to download; what a file leaves out gets its usual value."
      >
        <div className="flex flex-col gap-5">
          <label className="flex flex-col gap-1.5 text-sm font-medium">
            File
            <input
              type="file"
              name="file"
              accept=".json,application/json"
              className={`${controlClass} file:mr-3 file:rounded-md file:border-0 file:bg-sunken file:px-3 file:py-1 file:font-medium`}
            />
          </label>
          <TextArea
            label="Or its content"
            name="text"
            rows={14}
            spellCheck={false}
            defaultValue={text}
            placeholder={example}
            className="font-mono"
            hint="Used where no file is chosen."
          />
          <Problems problems={problems} />
          <div className="flex flex-wrap gap-2">
            <Button type="submit" name="intent" value="create-from-file" disabled={busy}>
              {busy ? 'Reading…' : 'Make the study'}
            </Button>
            <Button type="submit" name="intent" value="open-file" look="secondary" disabled={busy}>
              Take it into the form first
            </Button>
          </div>
        </div>
      </Section>
    </Form>
  );
}

function Problems({ problems }: Pick<StudyFileFormProps, 'problems'>) {
  if (problems.length === 0) return null;
  return (
    <Notice tone="danger" title="This study cannot be made yet">
      <ul className="list-disc pl-5">
        {problems.map(({ place, message }) => (
          <li key={`${place} ${message}`}>
            <strong className="font-semibold">{place}:</strong> {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
