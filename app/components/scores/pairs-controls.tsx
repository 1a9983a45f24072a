import { pairTests } from '#eval/metrics/pairs/pair-tests.ts';
import { correctionLabels } from '#eval/statistics/correction-labels.ts';
import { AddressSelect } from '../dataset/address-form.tsx';
import { MeasureControls } from './measure-controls.tsx';
import { pairsQuery } from './pairs-address.ts';
import type { PairsPage } from './pairs-page.ts';
import { correctionGroups, testWords } from './pairs-words.ts';

/** Which systems are compared by which metric, with which test, and how many p-values are judged together. */
export function PairsControls({ page }: { readonly page: PairsPage }) {
  const { address, metrics, systems } = page;
  const { prepare, metric, test, correction } = address;
  const chosen = address.systems.length === 0 ? systems : address.systems;
  return (
    <MeasureControls
      label="What is compared"
      prepare={prepare}
      metric={metric}
      metrics={metrics}
      systems={systems}
      chosen={chosen}
      reset={
        address.systems.length === 0
          ? null
          : { to: pairsQuery({ ...address, systems: [] }) || '?', label: 'All systems' }
      }
    >
      <AddressSelect label="Test" name="test" value={test}>
        {pairTests.map((name) => (
          <option key={name} value={name}>
            {testWords[name].label}
          </option>
        ))}
      </AddressSelect>
      <AddressSelect label="Correction for many pairs" name="correction" value={correction}>
        {correctionGroups.map(({ label, corrections }) => (
          <optgroup key={label} label={label}>
            {corrections.map((name) => (
              <option key={name} value={name}>
                {correctionLabels[name]}
              </option>
            ))}
          </optgroup>
        ))}
      </AddressSelect>
    </MeasureControls>
  );
}
