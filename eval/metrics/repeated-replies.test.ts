import { expect, test } from 'vitest';
import { repeatedReplies, replyKey } from './repeated-replies.ts';

test('case and white space do not make another reply', () => {
  expect(replyKey('  I am  Sorry\n')).toBe(replyKey('i am sorry'));
  expect(replyKey('i am sorry.')).not.toBe(replyKey('i am sorry'));
});

test('of five replies three share a text: three repeated, two too many', () => {
  expect(repeatedReplies(['a', 'b', 'a', 'c', 'a'])).toMatchObject({
    replies: 5,
    different: 3,
    repeated: { value: 3 / 5 },
    surplus: { value: 2 / 5 },
    commonest: { value: 3 / 5 },
  });
  expect(repeatedReplies(['a', 'b'])).toMatchObject({ repeated: { value: 0 }, commonest: { value: 1 / 2 } });
});

test('no replies have no shares', () => {
  expect(repeatedReplies([]).repeated).toEqual({ status: 'undefined', reason: 'there are no replies' });
});
