// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { ModelCard } from '#app/components/systems/model-card.tsx';
import { modelCard } from '#models/training/model-card.ts';

afterEach(cleanup);

test('a card that a training writes is shown with its headings, tables and settings', () => {
  const card = modelCard({
    name: 'caire',
    record: {
      recipe: 'caire',
      config: { seed: 7, stage: 'empathetic' },
      data: { 'train.jsonl': 'abc' },
      numbers: { seconds: 7200, best: { loss: 3.25 } },
      commit: 'c0ffee',
    },
  }).replace(/^---\n.*?\n---\n/s, '');
  const { container } = render(<ModelCard card={card.trim()} />);
  expect(screen.queryByRole('heading', { name: 'caire' })).toBeNull();
  expect(screen.getByRole('heading', { name: 'Training', level: 3 })).toBeVisible();
  expect(screen.getByRole('heading', { name: 'caire: empathetic', level: 4 })).toBeVisible();
  expect(screen.getByRole('cell', { name: '3.25' })).toBeVisible();
  expect(container.querySelector('pre')).toHaveTextContent('"stage": "empathetic"');
  expect(container.querySelector('strong')).toHaveTextContent('Research use, CC BY-NC 4.0.');
});

test('nothing in a card becomes HTML, a script, a foreign picture or a link that runs something', () => {
  const { container } = render(
    <ModelCard
      card={[
        '<script>alert(1)</script><img src=x onerror=alert(1)>',
        '<div style="color:red" onclick="alert(1)">block</div>',
        '[a](javascript:alert(1)) [b](data:text/html,x) [c](//evil.example/x) [d](vbscript:x) [ok](https://example.org/a)',
        '![tracked](https://evil.example/pixel.png)',
        '<iframe src="https://evil.example"></iframe> <https://auto.example>',
        '| a | b |\n| --- | --- |\n| <b onmouseover=alert(1)>x</b> | `<i>` |',
      ].join('\n\n')}
    />,
  );
  expect(
    container.querySelectorAll('script, img, iframe, b, i, [style], [onclick], [onmouseover]'),
  ).toHaveLength(0);
  const links = [...container.querySelectorAll('a')].map((link) => link.getAttribute('href'));
  expect(links.filter((href) => !href?.startsWith('https://'))).toEqual([]);
  expect(links).toContain('https://example.org/a');
  expect(container).toHaveTextContent('<script>alert(1)</script>');
  expect(container).toHaveTextContent('[picture: tracked]');
});
