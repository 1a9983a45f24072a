// @vitest-environment jsdom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { MeasureChoice } from './measure-choice.tsx';

afterEach(cleanup);

const offers = [
  {
    measure: 'bertscore',
    label: 'BERTScore',
    choice: 'with the encoder of',
    models: [
      { value: 't5-sft', label: 't5-sft, layer 3' },
      { value: 'emprl', label: 'emprl, layer 3' },
    ],
  },
  { measure: 'emotion_accuracy', label: 'Emotion accuracy', choice: null, models: [] },
] as const;

test('a measure is ticked, its model is preset, and one without a model asks for none', () => {
  render(<MeasureChoice measures={{ offers, lacking: ['Sentiment needs a file.'] }} />);
  const group = within(screen.getByRole('group', { name: 'Measures that a model computes' }));
  for (const box of group.getAllByRole('checkbox')) expect(box).toHaveProperty('checked', false);
  const select = group.getByRole('combobox', { name: 'with the encoder of, for BERTScore' });
  expect(select).toMatchObject({ name: 'model-bertscore', value: 't5-sft' });
  expect(group.getAllByRole('combobox')).toHaveLength(1);
  expect(group.getByText('Sentiment needs a file.')).toBeDefined();
});

test('where nothing can be computed there is nothing to tick, only what is missing', () => {
  render(<MeasureChoice measures={{ offers: [], lacking: ['Perplexity needs a model.'] }} />);
  expect(screen.queryByRole('checkbox')).toBeNull();
  expect(screen.getByText('Perplexity needs a model.')).toBeDefined();
});
