import { expect, test } from 'vitest';
import { RequestSizes } from './request-size.ts';

const context = [{ speaker: 'speaker', text: 'a'.repeat(40) }] as const;

test('a prompt is as long as its letters make it, a reply as those before', () => {
  const sizes = new RequestSizes();
  expect(sizes.ofReply({ context })).toEqual({ prompt: 11, reply: 16 });
  for (let count = 0; count < 200; count++) sizes.replied(40);
  expect(sizes.ofReply({ context }).reply).toBeCloseTo(40, 1);
  expect(sizes.ofReply({ context, settings: { maxNewTokens: 5 } }).reply).toBe(5);
  expect(sizes.ofReply({ context, settings: { minNewTokens: 100 } }).reply).toBe(100);
  expect(sizes.ofReply({ context, settings: { numBeams: 4 } }).reply).toBeCloseTo(160, 0);
});

test('what no model reads is not counted', () => {
  const long = [{ speaker: 'speaker', text: 'a'.repeat(1_000_000) }] as const;
  expect(new RequestSizes().ofReply({ context: long }).prompt).toBe(1024);
});
