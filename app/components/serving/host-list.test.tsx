// @vitest-environment jsdom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { HostStatus, ProcessStatus } from '#models/client.ts';
import { HostList } from './host-list.tsx';

const now = '2026-01-01T12:00:00.000Z';

const process: ProcessStatus = {
  place: 0,
  device: 'cuda:0',
  processId: 4712,
  upSince: '2026-01-01T11:50:00.000Z',
  restarts: 0,
  trouble: null,
  requests: 3,
  tokensOutstanding: 90,
  models: ['caire'],
  memoryBytes: 1e9,
};

function host(changes: Partial<HostStatus> = {}): HostStatus {
  return {
    id: 'big-4711-x',
    name: 'big',
    processId: 4711,
    since: '2026-01-01T11:00:00.000Z',
    heardAt: '2026-01-01T11:59:59.000Z',
    isThere: true,
    capacity: 48,
    processes: [process],
    tokensPerSecond: 120,
    repliesPerSecond: 4,
    ...changes,
  };
}

afterEach(cleanup);

test('a host is named with what it does, its processes and when it was last heard of', () => {
  render(<HostList hosts={[host()]} redisAwaySince={null} now={now} />);
  const card = within(screen.getByRole('region', { name: 'Host big' }));
  expect(card.getByText('at work', { selector: ':not(li *)' })).toBeTruthy();
  const words = card.getByText(/^3 requests of at most 48/).textContent;
  expect(words).toContain('120 tokens and 4.0 replies a second');
  expect(words).toContain('Running for 60 min, last heard of 1 s ago');
  expect(card.getByRole('heading', { name: 'Process 1 on cuda:0', level: 4 })).toBeTruthy();
  expect(screen.queryByRole('status')).toBeNull();
});

test('one that is gone is said to be, and the others go on', () => {
  const gone = host({ id: 'small', name: 'small', heardAt: '2026-01-01T11:48:00.000Z', isThere: false });
  render(<HostList hosts={[host(), gone]} redisAwaySince={null} now={now} />);
  const card = within(screen.getByRole('region', { name: 'Host small' }));
  expect(card.getByText('gone')).toBeTruthy();
  expect(card.getByText(/^Last heard of 12 min ago/)).toBeTruthy();
  expect(card.queryByRole('heading', { level: 4 })).toBeNull();
  expect(screen.queryByText('No host answers')).toBeNull();
});

test.each([{ hosts: [] }, { hosts: [host({ isThere: false })] }])(
  'where none is there, it is said how to start one ($hosts.length missed)',
  ({ hosts }) => {
    render(<HostList hosts={hosts} redisAwaySince={null} now={now} />);
    expect(screen.getByRole('status').textContent).toMatch(/^No host answers.*workbench worker/);
    expect(screen.queryAllByText('gone')).toHaveLength(hosts.length);
  },
);

test('where Redis does not answer, nobody knows of the hosts', () => {
  render(<HostList hosts={[host()]} redisAwaySince="2026-01-01T11:59:20.000Z" now={now} />);
  expect(screen.getByRole('alert').textContent).toMatch(/^Redis does not answer.*away for 40 s/);
  expect(screen.getByText('not known')).toBeTruthy();
});
