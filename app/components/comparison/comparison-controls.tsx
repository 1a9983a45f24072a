import { Link } from '@remix-run/react';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import type { Comparison } from '#app/server/comparison.server.ts';
import { AddressForm, AddressSearch, AddressSelect, useAddressValue } from '../dataset/address-form.tsx';
import { SystemBoxes } from '../scores/system-boxes.tsx';
import { columnName } from './column-name.tsx';
import { type ComparisonAddress, comparisonQuery } from './comparison-address.ts';

type ControlsProps = Pick<Comparison, 'address' | 'systems' | 'chosen' | 'labels'>;

interface ComparisonControlsProps extends ControlsProps {
  readonly startOpen: boolean;
}

/** Which systems stand beside one another, and over which contexts. */
export function ComparisonControls({ address, systems, chosen, labels, startOpen }: ComparisonControlsProps) {
  return (
    <details open={startOpen} className="mb-4 rounded-xl border border-line bg-surface px-4 open:pb-4">
      <summary className="min-h-11 py-2.5 text-sm">
        <span className="font-medium">Systems and filters</span>
        <span className="ml-3 text-ink-faint">{inWords({ address, systems, chosen })}</span>
      </summary>
      <div className="flex flex-col gap-4">
        <SystemsForm address={address} systems={systems} chosen={chosen} />
        <FiltersForm address={address} systems={systems} labels={labels} />
      </div>
    </details>
  );
}

function inWords({ address, systems, chosen }: Omit<ControlsProps, 'labels'>): string {
  return [
    `${chosen.length} of ${systems.length} systems`,
    address.search && `“${address.search}”`,
    address.emotion,
    address.split,
    address.differ && `${address.differ.join(' and ')} differ`,
    address.flagged && 'flagged',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Chosen systems first, in their order: a form sends its boxes from the top, so ticking one puts it last. */
function SystemsForm({ address, systems, chosen }: Omit<ControlsProps, 'labels'>) {
  const names = new Set(chosen.map((system) => system.name));
  const ordered = [...chosen, ...systems.filter((system) => !names.has(system.name))];
  const labels = new Map(ordered.map((system) => [system.name, columnName(system)]));
  return (
    <AddressForm label="Systems">
      <HiddenFields address={{ ...address, systems: [] }} />
      <SystemBoxes
        systems={[...labels.keys()]}
        chosen={[...names]}
        labelOf={(name) => labels.get(name) ?? name}
        reset={
          address.systems.length > 0
            ? { to: comparisonQuery({ ...address, systems: [] }), label: 'All systems' }
            : null
        }
      />
    </AddressForm>
  );
}

function FiltersForm({ address, systems, labels }: Omit<ControlsProps, 'chosen'>) {
  const isFiltered =
    address.search !== '' ||
    address.emotion !== null ||
    address.split !== null ||
    address.differ !== null ||
    address.flagged;
  const plain = { emotion: null, split: null, search: '', differ: null, flagged: false };
  return (
    <AddressForm
      label="Find contexts"
      className="grid grid-cols-2 items-end gap-3 md:grid-cols-4 xl:grid-cols-[minmax(14rem,1fr)_repeat(4,11rem)_auto_auto]"
    >
      <HiddenFields address={{ ...address, ...plain, view: filteredView(address) }} />
      <div className="col-span-2 xl:col-span-1">
        <AddressSearch label="Search in contexts and answers" value={address.search} />
      </div>
      <AddressSelect label="Emotion" name="emotion" value={address.emotion ?? ''}>
        <Options values={labels.emotions} chosen={address.emotion} all="All" />
      </AddressSelect>
      <AddressSelect label="Split" name="split" value={address.split ?? ''}>
        <Options values={labels.splits} chosen={address.split} all="All" />
      </AddressSelect>
      <DifferSelects names={systems.map((system) => system.name)} differ={address.differ} />
      <FlaggedBox isChosen={address.flagged} />
      <div className="col-span-2 flex gap-2 md:col-span-1">
        <Button type="submit" look="secondary">
          Search
        </Button>
        {isFiltered ? (
          <Link
            to={comparisonQuery({ ...address, ...plain, view: filteredView(address) })}
            preventScrollReset
            className={buttonClass('quiet')}
          >
            Clear
          </Link>
        ) : null}
      </div>
    </AddressForm>
  );
}

/** Other filters begin at the first context, or the first page, of what they leave. */
function filteredView({ view }: ComparisonAddress): ComparisonAddress['view'] {
  return view.kind === 'list' ? { kind: 'list', page: 1 } : { kind: 'context', context: null };
}

interface DifferSelectsProps {
  readonly names: readonly string[];
  readonly differ: readonly [string, string] | null;
}

function DifferSelects({ names, differ }: DifferSelectsProps) {
  return (
    <>
      <AddressSelect label="Only where this" name="differ" value={differ?.[0] ?? ''}>
        <Options values={names} chosen={null} all="–" />
      </AddressSelect>
      <AddressSelect label="differs from" name="differ" value={differ?.[1] ?? ''}>
        <Options values={names} chosen={null} all="–" />
      </AddressSelect>
    </>
  );
}

interface OptionsProps {
  readonly values: readonly string[];
  /** Offered even where it is not among the values, so that the form says what the address asks for. */
  readonly chosen: string | null;
  readonly all: string;
}

function Options({ values, chosen, all }: OptionsProps) {
  const offered = chosen === null || values.includes(chosen) ? values : [chosen, ...values];
  return (
    <>
      <option value="">{all}</option>
      {offered.map((value) => (
        <option key={value}>{value}</option>
      ))}
    </>
  );
}

function FlaggedBox({ isChosen }: { readonly isChosen: boolean }) {
  const [checked, check] = useAddressValue(isChosen);
  return (
    <label className="flex min-h-10 items-center gap-2 text-sm">
      <input
        type="checkbox"
        name="flagged"
        value="1"
        checked={checked}
        onChange={(event) => check(event.target.checked)}
        className="size-4 accent-accent"
      />
      Only flagged
    </label>
  );
}

/** What a form keeps of the address beside its own fields. */
function HiddenFields({ address }: { readonly address: ComparisonAddress }) {
  const fields = [...new URLSearchParams(comparisonQuery(address))];
  return fields.map(([name, value]) => (
    <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
  ));
}
