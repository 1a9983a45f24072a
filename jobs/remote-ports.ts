import type { Db } from '#db/client.ts';
import { reserveRemoteUse, settleRemoteUse } from '#db/queries/remote-usage.ts';
import { researcherCount } from '#db/queries/researcher-count.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { RemotePorts } from '#models/client.ts';
import { listsAddress } from './key-addresses.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Keys of remote systems from the environment, and their cost in the database, where it holds for every process. */
export function remotePorts(db: Db, variables: Variables): RemotePorts {
  return {
    accounts: {
      reserve: (reservation) => reserveRemoteUse(db, reservation),
      settle: (settlement) => settleRemoteUse(db, settlement),
    },
    variable: (name, baseUrl) => {
      if (variables[name] !== undefined) refuseOtherAddresses(db, variables, { name, baseUrl });
      return variables[name];
    },
  };
}

/**
 * A key is sent only to addresses that whoever set it lists beside it: researchers choose addresses, and one of their own
 * would read it out. Without a list it is open where there is one researcher, who has nobody to keep it from.
 */
function refuseOtherAddresses(
  db: Db,
  variables: Variables,
  { name, baseUrl }: { readonly name: string; readonly baseUrl: string },
): void {
  const list = variables[`${name}_HOSTS`];
  if (list === undefined ? researcherCount(db) <= 1 : listsAddress(list, baseUrl)) return;
  const why =
    list === undefined
      ? 'there are several researchers here, and no variable says which addresses it is for'
      : `${name}_HOSTS does not list that address`;
  throw new WorkbenchError(
    'unavailable',
    `The key in ${name} is not sent to ${baseUrl}: ${why}. Whoever runs the workbench can list it in ${name}_HOSTS and start it again.`,
  );
}
