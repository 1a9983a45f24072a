import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { processTree } from './process-tree.ts';

it.runIf(process.platform === 'linux')(
  'a process is found with what it started, and nothing else',
  async () => {
    const child = spawn(process.execPath, [
      '-e',
      "require('node:child_process').spawn('sleep', ['59.5'], { stdio: 'inherit' }); console.log('up'); setInterval(() => {}, 1000)",
    ]);
    onTestFinished(() => void child.kill());
    await once(child.stdout, 'data');
    const found = processTree(child.pid ?? 0);
    const grandchild = found.find(({ command }) => command.startsWith('sleep'));
    onTestFinished(() => void process.kill(grandchild?.processId ?? 0));
    expect(found.map(({ command }) => command.split(' ').at(-1)).sort()).toEqual(['1000)', '59.5']);
    expect(processTree(process.pid).length).toBeGreaterThanOrEqual(3);
  },
);
