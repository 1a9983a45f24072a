/** The queue that requests wait in; BullMQ keeps it. */
export const queueName = 'workbench-models';

/** Where the one who asked hears what is said to its requests. */
export function saidChannel(asker: string): string {
  return `${queueName}:said:${asker}`;
}

/** Where hosts hear which requests nobody waits for any more. */
export const cancelChannel = `${queueName}:cancel`;

/** Hosts by when they last gave a sign of life, milliseconds since 1970 by Redis's clock. */
export const hostsKey = `${queueName}:hosts`;

/** What a host last said of itself. */
export function hostKey(host: string): string {
  return `${queueName}:host:${host}`;
}

/** There as long as one who asks gives signs of life: what a dead one asked for is not worth answering. */
export function askerKey(asker: string): string {
  return `${queueName}:asker:${asker}`;
}
