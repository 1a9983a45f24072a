import { Link } from '@remix-run/react';
import type { LiveSystem } from '#app/server/live-systems.server.ts';
import { BreakableName } from '../comparison/column-name.tsx';
import { mostSystems } from './live-request.ts';

interface SystemsChoiceProps {
  readonly systems: readonly LiveSystem[];
  readonly chosen: readonly string[];
  /** Whether the turns are a dataset's context as it is: only such are answered by controls. */
  readonly hasSource: boolean;
  readonly most?: number;
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Who answers. The order in which systems are chosen is that of their answers. */
export function SystemsChoice(props: SystemsChoiceProps) {
  const { systems, chosen, hasSource, most = mostSystems, onChange } = props;
  const isFull = chosen.length >= most;
  const controls = systems.filter(({ isControl }) => isControl).map(({ name }) => name);
  const broken = systems.filter(({ problem }) => problem !== null);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">
        Systems
        {isFull ? <span className="ml-2 font-normal text-ink-faint">{most} at most</span> : null}
      </legend>
      <div className="flex flex-wrap gap-2">
        {systems
          .filter(({ problem }) => problem === null)
          .map(({ name, description, isControl }) => {
            const isChosen = chosen.includes(name);
            const isOff = (isControl && !hasSource) || (isFull && !isChosen);
            return (
              <label
                key={name}
                title={description || undefined}
                className="flex min-h-10 cursor-pointer items-center gap-2 rounded-lg border border-line-strong/50 px-3 text-sm has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-strong has-disabled:cursor-not-allowed has-disabled:border-line has-disabled:bg-transparent has-disabled:text-ink-faint"
              >
                <input
                  type="checkbox"
                  value={name}
                  checked={isChosen && !isOff}
                  disabled={isOff}
                  onChange={(event) =>
                    onChange(
                      event.target.checked ? [...chosen, name] : chosen.filter((each) => each !== name),
                    )
                  }
                  className="size-4 accent-accent"
                />
                <span className="[overflow-wrap:anywhere]">
                  <BreakableName name={name} />
                </span>
              </label>
            );
          })}
      </div>
      {hasSource || controls.length === 0 ? null : (
        <p className="text-xs text-ink-faint">
          {controls.join(' and ')} {controls.length === 1 ? 'answers' : 'answer'} contexts of a dataset only.
        </p>
      )}
      {broken.length > 0 ? <BrokenSystems systems={broken} /> : null}
    </fieldset>
  );
}

function BrokenSystems({ systems }: { readonly systems: readonly LiveSystem[] }) {
  return (
    <details className="text-sm">
      <summary className="py-1 text-ink-soft">
        {systems.length === 1 ? 'One system' : `${systems.length} systems`} cannot be asked
      </summary>
      <dl className="mt-1 flex flex-col gap-2">
        {systems.map(({ name, problem }) => (
          <div key={name}>
            <dt className="font-medium [overflow-wrap:anywhere]">
              <Link to={`/systems/${encodeURIComponent(name)}`} className="hover:text-accent hover:underline">
                {name}
              </Link>
            </dt>
            <dd className="text-ink-soft [overflow-wrap:anywhere]">{problem}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
