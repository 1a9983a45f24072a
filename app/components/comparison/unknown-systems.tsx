import { Notice } from '#app/components/ui/status.tsx';
import type { ShownSystem } from '#app/server/comparison.server.ts';

interface UnknownSystemsProps {
  readonly unknown: readonly string[];
  readonly systems: readonly ShownSystem[];
}

/** Where the address names systems that have no answers here: which, and the ones that have. */
export function UnknownSystems({ unknown, systems }: UnknownSystemsProps) {
  if (unknown.length === 0) return null;
  const title =
    unknown.length === 1
      ? `No system named ${unknown[0]} has answers in this dataset.`
      : `No systems named ${unknown.join(', ')} have answers in this dataset.`;
  return (
    <div className="mb-4">
      <Notice tone="danger" title={title}>
        {systems.length === 0
          ? 'No system has answered it yet.'
          : `Those that have: ${systems.map((system) => system.name).join(', ')}.`}
      </Notice>
    </div>
  );
}
