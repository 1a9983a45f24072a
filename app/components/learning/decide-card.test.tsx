// @vitest-environment jsdom
import { createRemixStub } from '@remix-run/testing';
import { cleanup, render, screen } from '@testing-library/react';
import type { ComponentProps } from 'react';
import { afterEach, expect, test } from 'vitest';
import { forgiveRouterWarning } from '#tests/router-warning.ts';
import { DecideCard } from './decide-card.tsx';

afterEach(() => {
  cleanup();
  forgiveRouterWarning();
});

test('only what changes what people meet has to be confirmed', async () => {
  const training = { system: 'caire', status: 'made', note: '', decidedAt: null, decidedByName: null };
  const card = { training, concerns: ['People talk with it.'] } as unknown as ComponentProps<
    typeof DecideCard
  >;
  const Stub = createRemixStub([{ path: '/', Component: () => <DecideCard {...card} /> }]);
  render(<Stub />);
  expect(await screen.findByRole('checkbox', { name: /^I know/ })).toHaveProperty('required', true);
  for (const [name, goesWithout] of [
    ['Put into service', false],
    ['Leave it', true],
    ['Compare both live', true],
  ] as const)
    expect(screen.getByRole('button', { name })).toHaveProperty('formNoValidate', goesWithout);
});
