import { Link } from '@remix-run/react';
import { useAddressValue } from '../dataset/address-form.tsx';
import { Button, buttonClass } from '../ui/button.tsx';

export interface SystemBoxesProps {
  readonly systems: readonly string[];
  readonly chosen: readonly string[];
  /** What a system is called, where that is more than its name. */
  readonly labelOf?: (name: string) => string;
  /** Leads to all of them, or to the usual ones; null where they are shown. */
  readonly reset: { readonly to: string; readonly label: string } | null;
}

/** Which systems a page is about, inside an `AddressForm`; without a script a button applies the choice. */
export function SystemBoxes({ systems, chosen, labelOf, reset }: SystemBoxesProps) {
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="mb-1.5 text-sm font-medium">Systems</legend>
      {systems.map((system) => (
        <SystemBox
          key={system}
          name={system}
          label={labelOf?.(system) ?? system}
          isChosen={chosen.includes(system)}
        />
      ))}
      {reset ? (
        <Link to={reset.to} preventScrollReset className={buttonClass('quiet')}>
          {reset.label}
        </Link>
      ) : null}
      <Button type="submit" look="secondary" className="[@media(scripting:enabled)]:sr-only">
        Show these
      </Button>
    </fieldset>
  );
}

interface SystemBoxProps {
  readonly name: string;
  readonly label: string;
  readonly isChosen: boolean;
}

function SystemBox({ name, label, isChosen }: SystemBoxProps) {
  const [checked, check] = useAddressValue(isChosen);
  return (
    <label className="flex min-h-10 cursor-pointer items-center gap-2 rounded-lg border border-line-strong/50 px-3 text-sm has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-strong">
      <input
        type="checkbox"
        name="system"
        value={name}
        checked={checked}
        onChange={(event) => check(event.target.checked)}
        className="size-4 accent-accent"
      />
      <span className="[overflow-wrap:anywhere]">{label}</span>
    </label>
  );
}
