import { correlationKinds } from '#eval/statistics/weighted-correlation.ts';
import { AddressForm, AddressSelect } from '../dataset/address-form.tsx';
import { formatCount } from '../dataset/format-count.ts';
import { Button } from '../ui/button.tsx';
import { kindNames } from './correlation-text.ts';
import { humanQuery } from './human-address.ts';
import type { HumanPage } from './human-page.ts';
import { LinkSwitch } from './link-switch.tsx';

/** Which study, which correlation, of what. */
export function HumanControls({ page }: { readonly page: HumanPage }) {
  const { address, studies } = page;
  return (
    <div className="no-print flex flex-wrap items-end gap-x-6 gap-y-3">
      {studies.length > 1 ? <StudyForm page={page} /> : null}
      <LinkSwitch
        label="Level"
        options={(['segment', 'system'] as const).map((level) => ({
          to: humanQuery({ ...address, level }),
          label: level === 'segment' ? 'Single responses' : 'Systems',
          isChosen: level === address.level,
        }))}
      />
      <LinkSwitch
        label="Correlation"
        options={correlationKinds.map((kind) => ({
          to: humanQuery({ ...address, kind }),
          label: kindNames[kind],
          isChosen: kind === address.kind,
        }))}
      />
      <LinkSwitch
        label="Texts"
        options={(['none', 'moel'] as const).map((prepare) => ({
          to: humanQuery({ ...address, prepare }),
          label: prepare === 'none' ? 'Texts as they are' : 'Prepared as MoEL',
          isChosen: prepare === address.prepare,
        }))}
      />
    </div>
  );
}

function StudyForm({ page: { address, studies } }: { readonly page: HumanPage }) {
  const { level, kind, prepare } = address;
  return (
    <AddressForm label="Study" className="flex w-full flex-wrap items-end gap-2 sm:w-auto">
      {level === 'segment' ? null : <input type="hidden" name="level" value={level} />}
      {kind === 'spearman' ? null : <input type="hidden" name="coefficient" value={kind} />}
      {prepare === 'none' ? null : <input type="hidden" name="prepare" value={prepare} />}
      <div className="min-w-56">
        <AddressSelect label="Study" name="study" value={address.study}>
          {studies.map(({ id, name, ratings }) => (
            <option key={id} value={id}>
              {name} ({formatCount(ratings)} ratings)
            </option>
          ))}
        </AddressSelect>
      </div>
      <Button type="submit" look="secondary" className="[@media(scripting:enabled)]:sr-only">
        Show
      </Button>
    </AddressForm>
  );
}
