import { join } from 'node:path';
import { createModelClient, type ModelClient, parseDevices } from '#models/client.ts';

/**
 * The models, on the devices of `WORKBENCH_DEVICES`, their compiled forms kept in the data folder. Close it.
 * @throws WorkbenchError `bad-input` for a device that has no meaning
 */
export function openModelClient(
  dataDir: string,
  variables: Readonly<Record<string, string | undefined>>,
): ModelClient {
  return createModelClient({
    cacheDir: join(dataDir, 'compiled'),
    devices: parseDevices(variables.WORKBENCH_DEVICES),
  });
}
