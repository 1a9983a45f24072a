import type { ProcessStatus } from '#models/client.ts';
import { ProcessCard } from './process-card.tsx';

interface ProcessListProps {
  readonly processes: readonly ProcessStatus[];
  /** Most requests that all of them work on at once. */
  readonly capacity: number;
  /** The server's clock, ISO. */
  readonly now: string;
  readonly heading: 'h3' | 'h4';
}

export function ProcessList({ processes, capacity, now, heading }: ProcessListProps) {
  return (
    <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3 2xl:grid-cols-4">
      {processes.map((process) => (
        <li key={process.place}>
          <ProcessCard {...{ process, now, heading }} mostRequests={capacity / processes.length} />
        </li>
      ))}
    </ul>
  );
}
