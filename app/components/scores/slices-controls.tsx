import { isOrdered, sliceKinds } from '#eval/metrics/slices/slice-kinds.ts';
import { AddressSelect } from '../dataset/address-form.tsx';
import { MeasureControls } from './measure-controls.tsx';
import { sliceSorts, slicesQuery } from './slices-address.ts';
import type { SlicesPage } from './slices-page.ts';
import { sliceKindWords, sortLabels } from './slices-words.ts';

/** Which metric of which systems, by what the answers are sliced. */
export function SlicesControls({ page }: { readonly page: SlicesPage }) {
  const { address, metrics, systems, chosen } = page;
  const { prepare, metric, by, sort } = address;
  return (
    <MeasureControls
      label="What is shown"
      prepare={prepare}
      metric={metric}
      metrics={metrics}
      systems={systems}
      chosen={chosen}
      reset={
        address.systems.length === 0
          ? null
          : { to: slicesQuery({ ...address, systems: [] }) || '?', label: 'The usual ones' }
      }
    >
      <AddressSelect label="Slices by" name="by" value={by}>
        {sliceKinds.map((kind) => (
          <option key={kind} value={kind}>
            {sliceKindWords[kind].label}
          </option>
        ))}
      </AddressSelect>
      <AddressSelect label="Sorted by" name="sort" value={sort ?? ''}>
        <option value="">{isOrdered(by) || by === 'valence' ? 'Their own order' : sortLabels.score}</option>
        {sliceSorts.map((name) => (
          <option key={name} value={name}>
            {name === 'order' && by === 'emotion' ? 'Their names' : sortLabels[name]}
          </option>
        ))}
      </AddressSelect>
    </MeasureControls>
  );
}
