import type { ReactNode } from 'react';
import { AddressForm, AddressSelect } from '../dataset/address-form.tsx';
import type { ScoredMetric } from './pairs-page.ts';
import { SystemBoxes, type SystemBoxesProps } from './system-boxes.tsx';

interface MeasureControlsProps extends Omit<SystemBoxesProps, 'labelOf'> {
  readonly label: string;
  readonly prepare: string;
  readonly metric: string | null;
  readonly metrics: readonly Pick<ScoredMetric, 'id' | 'label'>[];
  /** The choices beside the metric. */
  readonly children: ReactNode;
}

/** Which systems a page is about, by which metric, and what else is chosen. */
export function MeasureControls({
  label,
  prepare,
  metric,
  metrics,
  children,
  ...boxes
}: MeasureControlsProps) {
  return (
    <AddressForm
      label={label}
      className="no-print flex flex-col gap-4 rounded-xl border border-line bg-surface p-4"
    >
      {prepare === 'none' ? null : <input type="hidden" name="prepare" value={prepare} />}
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:max-w-5xl">
        <AddressSelect label="Metric" name="metric" value={metric ?? ''}>
          {metrics.map(({ id, label: name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </AddressSelect>
        {children}
      </div>
      <SystemBoxes {...boxes} />
    </AddressForm>
  );
}
