import { expect, test } from 'vitest';
import { correlationColour, correlationPicture } from './correlation-picture.ts';

const cell = { criterion: 'empathy', value: 0.414, low: 0.3, high: -0.002, n: 12, reason: null };

test('the picture holds every number, and a dash where there is none', () => {
  const svg = correlationPicture(
    [
      { label: 'BLEU <4>', cells: [cell, { ...cell, value: -1, low: null, high: null }] },
      { label: 'Length', cells: [{ ...cell, value: null }, cell] },
    ],
    { title: 'Spearman', criteria: ['Empathy', 'A & B'] },
  );
  expect(svg).toMatch(/^<svg xmlns/);
  for (const words of [
    '>0.41<',
    '>[0.30, 0.00]<',
    '>−1.00<',
    '>–<',
    'BLEU &lt;4&gt;',
    'A &amp; B',
    '>Spearman<',
  ])
    expect(svg).toContain(words);
  expect(svg.match(/<rect x="\d+" y="\d+" width="116"/g)).toHaveLength(3);
});

test('the colour tells sign and strength, and none at all is white', () => {
  expect(correlationColour(0)).toBe('#ffffff');
  expect(correlationColour(1)).not.toBe(correlationColour(-1));
  const lightness = (value: number) => Number.parseInt(correlationColour(value).slice(1, 3), 16);
  expect(lightness(0.9)).toBeLessThan(lightness(0.3));
  expect(correlationColour(7)).toBe(correlationColour(1));
});
