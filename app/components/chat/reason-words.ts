import type { ReportReason } from './chat-view.ts';

/** Reasons of reports as people read them. */
export const reasonWords: Readonly<Record<ReportReason, string>> = {
  unsafe: 'Unsafe',
  hurtful: 'Hurtful',
  'not-empathetic': 'Not empathetic',
  irrelevant: 'Does not fit',
  nonsense: 'Makes no sense',
  other: 'Something else',
};

/** In the order in which they are offered. */
export const reasons = Object.keys(reasonWords) as readonly ReportReason[];
