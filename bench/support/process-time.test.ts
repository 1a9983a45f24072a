import { expect, it } from 'vitest';
import { processSeconds } from './process-time.ts';

it.runIf(process.platform === 'linux')('a process’s time grows with its work as Node counts it', () => {
  const counted = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const before = { node: counted(), proc: processSeconds(process.pid) ?? Number.NaN };
  let sum = 0;
  while (counted() - before.node < 0.3) for (let i = 0; i < 1e5; i++) sum += Math.sqrt(i);
  expect(sum).toBeGreaterThan(0);
  const found = (processSeconds(process.pid) ?? Number.NaN) - before.proc;
  expect(Math.abs(found - (counted() - before.node))).toBeLessThan(0.1);
});
