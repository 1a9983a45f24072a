// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { composeFigure, type FigurePanel } from './svg-figure.ts';

const panel: FigurePanel = {
  title: 'Empathy <&> "warmth"',
  width: 300,
  height: 100,
  plot: '<rect x="0" y="0" width="10" height="10" fill="#0b6b62"/>',
  legend: Array.from({ length: 5 }, (_, index) => ({ colour: '#c2571a', text: `${index} a word & more` })),
};

function read(svg: string) {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror')).toBeNull();
  const root = document.documentElement;
  return { root, texts: [...root.querySelectorAll('text')].map((text) => text.textContent) };
}

test('a figure is one well-formed document with every panel’s title and legend', () => {
  const { root, texts } = read(composeFigure([panel, panel, panel], 2));
  expect(root.getAttribute('width')).toBe(String(300 * 2 + 28));
  expect(texts.filter((text) => text === panel.title)).toHaveLength(3);
  expect(texts.filter((text) => text === '3 a word & more')).toHaveLength(3);
});

test('a legend that is too long for its panel goes on in the next line, inside the figure', () => {
  const { root } = read(composeFigure([panel], 1));
  const swatches = [...root.querySelectorAll('rect[rx]')];
  expect(new Set(swatches.map((swatch) => swatch.getAttribute('y'))).size).toBeGreaterThan(1);
  for (const swatch of swatches) {
    expect(Number(swatch.getAttribute('x'))).toBeLessThan(panel.width);
    expect(Number(swatch.getAttribute('y')) + 12).toBeLessThanOrEqual(Number(root.getAttribute('height')));
  }
});
