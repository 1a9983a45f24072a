import { expect, test } from 'vitest';
import { detokenise } from './detokenise.ts';

test.each([
  ["i ' m fine , thanks . how are you ?", "i'm fine, thanks. how are you?"],
  ["I ' Ve seen it ; don ' t go at 8 o ' clock !", "I've seen it; don't go at 8 o'clock!"],
  ["it 's nice , is n't it ?", "it's nice, isn't it?"],
  ["Let ' s see ( maybe later ) .", "Let's see (maybe later)."],
  ['It costs $ 100 , 5 % less , for 30 - day use .', 'It costs $100, 5% less, for 30-day use.'],
  ['I am at home.But he left.What now ?', 'I am at home. But he left. What now?'],
  ['neat ! ! that . . .', 'neat!! that...'],
  ['He said " come in " and left .', 'He said "come in" and left.'],
  ['the U.S.A is big .', 'the U.S.A is big.'],
])('%s', (tokenised, written) => {
  expect(detokenise(tokenised)).toBe(written);
});

test('written text comes back as it is', () => {
  const text = `I'm sorry (really): "it's 5% of $20", she said... isn't it? Yes! - No; 3-4 days.`;
  expect(detokenise(text)).toBe(text);
});
