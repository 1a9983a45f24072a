import type { Dispatch } from 'react';
import type { DraftChange } from './change-draft.ts';
import type { OfferedSystems } from './offered-systems.ts';
import type { StudyDraft } from './study-draft.ts';
import type { Coverage } from './study-size.ts';

/** What every part of the form is handed. */
export interface FormPart {
  readonly draft: StudyDraft;
  readonly change: Dispatch<DraftChange>;
  /** By field name. */
  readonly problems: Readonly<Record<string, string>>;
}

export interface DataPart extends FormPart {
  readonly datasets: readonly { readonly name: string; readonly contexts: number }[];
  /** Of the draft's dataset; null while it is on its way. */
  readonly coverage: Coverage | null;
  /** Null while it is on its way. */
  readonly offered: OfferedSystems | null;
  /** Systems that were chosen but cannot be. */
  readonly silent: readonly string[];
}
