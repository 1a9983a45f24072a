import type { Db } from '#db/client.ts';
import { reserveRemoteUse, settleRemoteUse } from '#db/queries/remote-usage.ts';
import type { RemotePorts } from '#models/client.ts';

/** Keys of remote systems from the environment, and their cost in the database, where it holds for every process. */
export function remotePorts(db: Db, variables: Readonly<Record<string, string | undefined>>): RemotePorts {
  return {
    accounts: {
      reserve: (reservation) => reserveRemoteUse(db, reservation),
      settle: (settlement) => settleRemoteUse(db, settlement),
    },
    variable: (name) => variables[name],
  };
}
