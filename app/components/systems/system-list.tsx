import { useId } from 'react';
import type { SystemEntry } from '#app/server/systems.server.ts';
import { SystemCard } from './system-card.tsx';

/** Systems in groups: what answers by itself, what came as answers, what people said. */
export function SystemList({ systems }: { readonly systems: readonly SystemEntry[] }) {
  const answering = systems.filter(({ state }) => ['ready', 'missing', 'unusable'].includes(state));
  const brought = systems.filter(({ state }) => ['imported', 'remote', 'reference'].includes(state));
  return (
    <div className="flex flex-col gap-8">
      <Group
        title="These answer by themselves"
        systems={[...answering].sort((a, b) => order(a) - order(b))}
      />
      <Group title="Their answers were brought in" systems={brought} />
    </div>
  );
}

/** What can run comes first; a control after the models. */
function order({ state, sizes }: SystemEntry): number {
  if (state !== 'ready') return 2;
  return sizes ? 0 : 1;
}

interface GroupProps {
  readonly title: string;
  readonly systems: readonly SystemEntry[];
}

function Group({ title, systems }: GroupProps) {
  const id = useId();
  if (systems.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 text-sm font-medium text-ink-faint">
        {title}
      </h2>
      <ul className="grid gap-3 xl:grid-cols-2">
        {systems.map((system) => (
          <li key={system.name} className="min-w-0">
            <SystemCard system={system} />
          </li>
        ))}
      </ul>
    </section>
  );
}
