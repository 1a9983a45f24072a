import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KeyPress, keyHelp, ratingCommand } from './rating-keys.ts';

const plain = { ctrlKey: false, altKey: false, metaKey: false, repeat: false, isComposing: false };
const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, ...plain, ...more });
const anyKey = fc.constantFrom(
  ...'0123456789pn[]gsfc?GSFC',
  'Enter',
  'Backspace',
  'ArrowUp',
  'ArrowLeft',
  'Tab',
  ' ',
);

describe('Keys of the rating page', () => {
  test('stand for the commands that the help tells of', () => {
    expect(ratingCommand(press('4'), 'page')).toEqual({ kind: 'digit', digit: '4' });
    expect(ratingCommand(press('0'), 'scale')).toEqual({ kind: 'digit', digit: '0' });
    expect(ratingCommand(press('ArrowRight'), 'page')).toEqual({ kind: 'move', direction: 'right' });
    expect(ratingCommand(press('Backspace'), 'page')).toEqual({ kind: 'move', direction: 'up' });
    expect(ratingCommand(press('G'), 'page')).toEqual({ kind: 'guidelines' });
    const names: Readonly<Record<string, string>> = {
      '↑': 'ArrowUp',
      '↓': 'ArrowDown',
      '←': 'ArrowLeft',
      '→': 'ArrowRight',
    };
    for (const key of keyHelp.flatMap(({ keys }) => keys))
      if (key !== 'Tab' && key !== '0 … 9')
        expect(ratingCommand(press(names[key] ?? key), 'page'), `the key ${key}`).toBeDefined();
  });

  test('never do anything while somebody types or a window is open', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        expect(ratingCommand(press(key), 'typing')).toBeUndefined();
      }),
    );
  });

  test('never do anything with Ctrl, Alt or Meta, or while a character is being composed', () => {
    const modifier = fc.constantFrom('ctrlKey', 'altKey', 'metaKey', 'isComposing');
    fc.assert(
      fc.property(anyKey, modifier, fc.constantFrom('page', 'scale', 'control'), (key, held, place) => {
        expect(ratingCommand(press(key, { [held]: true }), place)).toBeUndefined();
      }),
    );
  });

  test('leave Enter to a button that has the focus, and left, right and space to a scale', () => {
    expect(ratingCommand(press('Enter'), 'control')).toBeUndefined();
    expect(ratingCommand(press('Enter'), 'scale')).toEqual({ kind: 'submit' });
    expect(ratingCommand(press('ArrowLeft'), 'scale')).toBeUndefined();
    expect(ratingCommand(press('ArrowUp'), 'scale')).toEqual({ kind: 'move', direction: 'up' });
    expect(ratingCommand(press(' '), 'scale')).toBeUndefined();
  });

  test('walk on while an arrow is held down, and rate or submit only once', () => {
    expect(ratingCommand(press('ArrowDown', { repeat: true }), 'page')).toBeDefined();
    expect(ratingCommand(press('3', { repeat: true }), 'page')).toBeUndefined();
    expect(ratingCommand(press('Enter', { repeat: true }), 'page')).toBeUndefined();
  });
});
