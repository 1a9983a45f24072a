import type { LiveSystem } from '#app/server/live-systems.server.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { type DecodingDraft, type LiveDraft, noNumbers } from './live-draft.ts';
import { hasEffect, largestSeed, type NumberSetting, numberSettings, searches } from './live-request.ts';

interface DecodingFieldsProps {
  readonly draft: LiveDraft;
  /** Those chosen. */
  readonly systems: readonly LiveSystem[];
  readonly onChange: (changes: Partial<LiveDraft>) => void;
}

interface Bounds {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number | 'any';
}

const fields: Readonly<Record<NumberSetting, Bounds>> = {
  temperature: { label: 'Temperature', min: 0.01, max: 5, step: 'any' },
  topK: { label: 'Top-k', min: 0, max: 100_000, step: 1 },
  topP: { label: 'Top-p', min: 0.01, max: 1, step: 'any' },
  maxNewTokens: { label: 'Longest, tokens', min: 1, max: 1_000, step: 1 },
  minNewTokens: { label: 'Shortest, tokens', min: 0, max: 1_000, step: 1 },
  repetitionPenalty: { label: 'Repetition penalty', min: 0.01, max: 10, step: 'any' },
  noRepeatNgramSize: { label: 'No repeated n-grams', min: 0, max: 20, step: 1 },
  numBeams: { label: 'Beams', min: 2, max: 32, step: 1 },
};

const searchWords = { sampling: 'Sampling', greedy: 'Greedy', beams: 'Beam search' } as const;

/** Seed and decoding, the same for all systems; what is left empty is each system's own. */
export function DecodingFields({ draft, systems, onChange }: DecodingFieldsProps) {
  return (
    <div className="flex flex-col gap-3">
      <div className="w-40">
        <TextField
          label="Seed"
          type="number"
          min={0}
          max={largestSeed}
          step={1}
          inputMode="numeric"
          value={draft.seed}
          onChange={(event) => onChange({ seed: event.target.value })}
        />
      </div>
      <DecodingDetails draft={draft} systems={systems} onChange={onChange} />
    </div>
  );
}

interface DecodingDetailsProps {
  readonly draft: DecodingDraft;
  /** Those chosen. */
  readonly systems: readonly LiveSystem[];
  readonly onChange: (changes: Partial<DecodingDraft>) => void;
}

/** Decoding alone, folded up. */
export function DecodingDetails({ draft, systems, onChange }: DecodingDetailsProps) {
  const changed = numberSettings.filter((name) => draft.numbers[name] !== '').length + (draft.search ? 1 : 0);
  return (
    <details className="rounded-lg border border-line px-3 open:pb-3">
      <summary className="min-h-10 py-2 text-sm">
        <span className="font-medium">Decoding</span>
        <span className="ml-2 text-ink-faint">
          {changed === 0 ? 'each system’s own' : `${changed} changed for all`}
        </span>
      </summary>
      <div className="grid grid-cols-2 gap-3 pt-1">
        <div className="col-span-2">
          <SelectField
            label="Next word by"
            value={draft.search ?? ''}
            onChange={(event) =>
              onChange({ search: searches.find((search) => search === event.target.value) ?? null })
            }
          >
            <option value="">each system’s own way</option>
            {searches.map((search) => (
              <option key={search} value={search}>
                {searchWords[search]}
              </option>
            ))}
          </SelectField>
        </div>
        {numberSettings
          .filter((name) => hasEffect(name, draft.search))
          .map((name) => {
            const { label, ...bounds } = fields[name];
            return (
              <TextField
                key={name}
                label={label}
                type="number"
                {...bounds}
                placeholder={name === 'numBeams' ? '4' : 'own'}
                value={draft.numbers[name]}
                onChange={(event) => onChange({ numbers: { ...draft.numbers, [name]: event.target.value } })}
              />
            );
          })}
      </div>
      <OwnSettings systems={systems} />
      <Button
        look="quiet"
        className="mt-2 -ml-4"
        disabled={changed === 0}
        onClick={() => onChange({ search: null, numbers: noNumbers })}
      >
        Reset to each system’s own
      </Button>
    </details>
  );
}

function OwnSettings({ systems }: { readonly systems: readonly LiveSystem[] }) {
  const decoding = systems.filter((system) => system.decoding !== '');
  if (decoding.length === 0) return null;
  return (
    <dl className="mt-3 flex flex-col gap-1 text-xs text-ink-faint">
      {decoding.map((system) => (
        <div key={system.name} className="[overflow-wrap:anywhere]">
          <dt className="inline font-medium">{system.name}: </dt>
          <dd className="inline">{system.decoding}</dd>
        </div>
      ))}
    </dl>
  );
}
