import { useEffect, useState } from 'react';

const keyOf = (id: string) => `message ${id}`;

/** What somebody is writing: it is there again after a reload, in this tab. */
export function useDraft(
  id: string,
): readonly [string, (text: string | ((before: string) => string)) => void] {
  const [draft, setDraft] = useState('');
  const [isRead, setRead] = useState(false);
  useEffect(() => {
    setDraft((before) => before || keptDraft(id));
    setRead(true);
  }, [id]);
  useEffect(() => {
    if (isRead) keepDraft(id, draft);
  }, [id, draft, isRead]);
  return [draft, setDraft];
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
    sessionStorage.removeItem(opening);
    return text;
  } catch {
    return '';
  }
}
