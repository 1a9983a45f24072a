import { useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';

export type CopyOutcome = 'copied' | 'failed' | null;

/** Copies a text, and tells for a few seconds what came of it. */
export function useCopy(): readonly [CopyOutcome, (text: string) => Promise<void>] {
  const [outcome, setOutcome] = useState<CopyOutcome>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 4000);
    return () => clearTimeout(timer);
  }, [outcome]);
  return [outcome, async (text) => setOutcome((await copyText(text)) ? 'copied' : 'failed')];
}
