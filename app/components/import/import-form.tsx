import { Form } from '@remix-run/react';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { SelectField, TextField } from '#app/components/ui/field.tsx';
import { ProgressBar } from '#app/components/ui/status.tsx';
import { formatBytes } from './format-bytes.ts';
import { type ImportKind, importWords } from './import-kinds.ts';
import { type FieldErrors, type UploadState, useUpload } from './use-upload.ts';

interface ImportFormProps {
  readonly kind: ImportKind;
  /** Names to choose from, where something is there already. */
  readonly known: readonly string[];
  /** In bytes. */
  readonly limit: number;
  /** What was entered before, or what the address asks for. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors: FieldErrors;
}

/** Sends a file and says how far it is; without a script it is an ordinary form. */
export function ImportForm({ kind, known, limit, values, errors: answered }: ImportFormProps) {
  const words = importWords[kind];
  const upload = useUpload();
  const listId = useId();
  const errors = upload.state.kind === 'refused' ? upload.state.errors : answered;
  const isSending = upload.state.kind === 'sending';
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get('file');
    if (!(file instanceof File) || file.name === '') return upload.refuse({ file: 'Choose a file.' });
    if (file.size > limit)
      return upload.refuse({
        file: `The file has ${formatBytes(file.size)}; at most ${formatBytes(limit)} are taken. Compress it with gzip, or use the command line on the server.`,
      });
    upload.start(file, textFields(form));
  };
  return (
    <Form
      method="post"
      encType="multipart/form-data"
      reloadDocument
      onSubmit={onSubmit}
      className="flex max-w-xl flex-col gap-5"
    >
      <input type="hidden" name="kind" value={kind} />
      <TextField
        label={words.targetLabel}
        hint={words.targetHint}
        error={errors.target}
        name="target"
        required
        maxLength={120}
        autoComplete="off"
        list={listId}
        defaultValue={values.target}
      />
      <datalist id={listId}>
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {words.forms.length > 0 ? (
        <SelectField
          label="Form of the file"
          name="format"
          error={errors.format}
          defaultValue={values.format ?? words.forms[0]?.value}
        >
          {words.forms.map((form) => (
            <option key={form.value} value={form.value}>
              {form.label}
            </option>
          ))}
        </SelectField>
      ) : null}
      {kind === 'dataset' ? (
        <TextField
          label="Split"
          hint="For example train, valid or test. Leave it empty where there is none."
          name="split"
          maxLength={80}
          autoComplete="off"
          error={errors.split}
          defaultValue={values.split}
        />
      ) : null}
      <FileField error={errors.file ?? errors.form} limit={limit} />
      <Sending state={upload.state} onCancel={upload.cancel} />
      <div>
        <Button type="submit" disabled={isSending}>
          {isSending ? 'Sending…' : 'Import'}
        </Button>
      </div>
    </Form>
  );
}

function textFields(form: FormData): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of form) if (typeof value === 'string') fields.set(name, value);
  return fields;
}

interface FileFieldProps {
  readonly error: string | undefined;
  readonly limit: number;
}

function FileField({ error, limit }: FileFieldProps) {
  const id = useId();
  const [size, setSize] = useState<number | null>(null);
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        File
      </label>
      <input
        id={id}
        type="file"
        name="file"
        accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.gz"
        aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`}
        aria-invalid={error ? true : undefined}
        onChange={(event) => setSize(event.target.files?.[0]?.size ?? null)}
        className="w-full rounded-lg border border-dashed border-line-strong/60 bg-surface p-3 text-sm file:mr-4 file:min-h-9 file:cursor-pointer file:rounded-md file:border file:border-solid file:border-line-strong/50 file:bg-sunken file:px-3 file:text-ink hover:border-line-strong aria-invalid:border-danger"
      />
      <p id={`${id}-hint`} className="text-sm text-ink-faint">
        {size === null ? '' : `${formatBytes(size)}. `}Plain or compressed with gzip (.gz), at most{' '}
        {formatBytes(limit)}.
      </p>
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-sm font-medium text-danger">
          {error}
        </p>
      ) : null}
    </div>
  );
}

interface SendingProps {
  readonly state: UploadState;
  readonly onCancel: () => void;
}

function Sending({ state, onCancel }: SendingProps) {
  if (state.kind !== 'sending') return null;
  const { sent, total } = state;
  return (
    <div className="flex flex-col gap-2">
      <ProgressBar label="Sending the file" value={sent} maximum={total} />
      <div className="flex items-center justify-between gap-4 text-sm text-ink-soft tabular-nums">
        <span>
          {formatBytes(sent)} of {formatBytes(total)} sent
        </span>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
