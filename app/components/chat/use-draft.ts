import { type RefObject, useEffect, useState } from 'react';

const keyOf = (id: string) => `message ${id}`;

/**
 * What somebody is writing: it is there again after a reload, in this tab, and with it what they wrote into the field
 * before the page's script ran.
 */
export function useDraft(
  id: string,
  field: RefObject<HTMLTextAreaElement>,
): readonly [string, (text: string | ((before: string) => string)) => void] {
  const [draft, setDraft] = useState('');
  const [isRead, setRead] = useState(false);
  useEffect(() => {
    const early = field.current?.value ?? '';
    setDraft((before) => before || joined(keptDraft(id), early));
    setRead(true);
  }, [id, field]);
  useEffect(() => {
    if (isRead) keepDraft(id, draft);
  }, [id, draft, isRead]);
  return [draft, setDraft];
}

/** A browser may have put the kept words into the field again by itself. */
function joined(kept: string, early: string): string {
  if (kept === '' || early.startsWith(kept)) return early;
  return early === '' ? kept : `${kept}\n${early}`;
}

// A browser may forbid storage: then a draft lasts as long as its page.

function keptDraft(id: string): string {
  try {
    return sessionStorage.getItem(keyOf(id)) ?? '';
  } catch {
    return '';
  }
}

function keepDraft(id: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(keyOf(id));
    else sessionStorage.setItem(keyOf(id), text);
  } catch {}
}

const opening = 'first message';

/** Keeps what is to be said first in the conversation that begins next. */
export function keepOpening(text: string): void {
  try {
    sessionStorage.setItem(opening, text);
  } catch {}
}

/** What is to be said first, once. */
export function takeOpening(): string {
  try {
    const text = sessionStorage.getItem(opening) ?? '';
    forgetOpening();
    return text;
  } catch {
    return '';
  }
}

/** Where another conversation begins next, or none. */
export function forgetOpening(): void {
  try {
    sessionStorage.removeItem(opening);
  } catch {}
}
