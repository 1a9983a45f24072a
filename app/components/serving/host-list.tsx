import type { HostStatus } from '#models/client.ts';
import { Notice } from '../ui/status.tsx';
import { formatAge } from './format-seconds.ts';
import { HostCard } from './host-card.tsx';

interface HostListProps {
  readonly hosts: readonly HostStatus[];
  /** ISO; null where Redis answers. */
  readonly redisAwaySince: string | null;
  /** The server's clock, ISO. */
  readonly now: string;
}

/** Where models run on other hosts: which there are, what each does, and which are missed. */
export function HostList({ hosts, redisAwaySince, now }: HostListProps) {
  return (
    <>
      <h2 className="mt-8 mb-3 font-serif text-xl font-semibold">Hosts</h2>
      {redisAwaySince !== null ? (
        <div className="mb-4">
          <Notice tone="danger" title="Redis does not answer">
            Models are reached over it (<code>REDIS_URL</code>), and it has been away for{' '}
            {formatAge(Date.parse(now) - Date.parse(redisAwaySince))}. Who asks is told so; it is tried again
            all the time. What stands here is what hosts said last.
          </Notice>
        </div>
      ) : !hosts.some(({ isThere }) => isThere) ? (
        <div className="mb-4">
          <Notice tone="warning" title="No host answers">
            The models run on other hosts (<code>REDIS_URL</code>), and none gives a sign of life. Start one
            with <code>workbench worker</code> and the same address.
          </Notice>
        </div>
      ) : null}
      {hosts.map((host) => (
        <HostCard key={host.id} host={host} isKnown={redisAwaySince === null} now={now} />
      ))}
    </>
  );
}
