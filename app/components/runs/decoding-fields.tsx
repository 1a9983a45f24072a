import { useState } from 'react';
import { SelectField, TextField } from '#app/components/ui/field.tsx';
import { useHydrated } from '../study/use-hydrated.ts';

type Method = '' | 'sampling' | 'greedy' | 'beams';

interface NumberOption {
  readonly name: string;
  readonly label: string;
  readonly min: number;
  readonly step: number | 'any';
  /** With which methods it has an effect. */
  readonly methods: readonly Method[];
}

const always: readonly Method[] = ['', 'sampling', 'greedy', 'beams'];
const drawn: readonly Method[] = ['', 'sampling'];

const numberOptions: readonly NumberOption[] = [
  { name: 'temperature', label: 'Temperature', min: 0, step: 'any', methods: drawn },
  { name: 'topK', label: 'Among so many tokens (top-k)', min: 0, step: 1, methods: drawn },
  { name: 'topP', label: 'Share of probability (top-p)', min: 0, step: 'any', methods: drawn },
  { name: 'numBeams', label: 'Beams', min: 2, step: 1, methods: ['beams'] },
  { name: 'maxNewTokens', label: 'Most tokens of a reply', min: 1, step: 1, methods: always },
  { name: 'minNewTokens', label: 'Fewest tokens of a reply', min: 0, step: 1, methods: always },
  { name: 'repetitionPenalty', label: 'Repetition penalty', min: 0, step: 'any', methods: always },
  {
    name: 'noRepeatNgramSize',
    label: 'No repeated runs of so many tokens',
    min: 0,
    step: 1,
    methods: always,
  },
];

const names = ['method', ...numberOptions.map(({ name }) => name)];

interface DecodingFieldsProps {
  /** The chosen system's own settings in a few words; null where it decodes nothing. */
  readonly own: string | null;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
}

/** Decoding settings of this run alone; what is left empty stays as the system has it. */
export function DecodingFields({ own, values, errors }: DecodingFieldsProps) {
  const [method, setMethod] = useState((values.method ?? '') as Method);
  const hydrated = useHydrated();
  const isOpen = names.some((name) => values[name] || errors[name]);
  if (own === null && hydrated)
    return <p className="text-sm text-ink-faint">This system has no decoding settings: it runs no model.</p>;
  return (
    <details open={isOpen} className="rounded-lg border border-line px-4 open:pb-4">
      <summary className="min-h-11 py-2.5 text-sm">
        <span className="font-medium">Other decoding settings</span>
        {own ? <span className="ml-3 text-ink-faint">as it is: {own}</span> : null}
      </summary>
      <p className="mb-4 text-sm text-ink-soft">
        For this run alone. What is left empty stays as the system has it; other settings make another run.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <div className="sm:col-span-2">
          <SelectField
            label="How the next token is chosen"
            name="method"
            value={method}
            onChange={(event) => setMethod(event.target.value as Method)}
            error={errors.method}
          >
            <option value="">As the system does</option>
            <option value="sampling">Drawn by chance (sampling)</option>
            <option value="greedy">Always the likeliest (greedy)</option>
            <option value="beams">By the best whole reply (beam search)</option>
          </SelectField>
        </div>
        {numberOptions
          .filter(({ methods }) => !hydrated || methods.includes(method))
          .map(({ name, label, min, step }) => (
            <TextField
              key={name}
              label={label}
              name={name}
              type="number"
              min={min}
              step={step}
              inputMode={step === 1 ? 'numeric' : 'decimal'}
              placeholder={name === 'numBeams' ? '4' : 'as it is'}
              defaultValue={values[name] ?? ''}
              error={errors[name]}
            />
          ))}
      </div>
    </details>
  );
}
