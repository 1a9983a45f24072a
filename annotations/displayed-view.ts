import type { BlindedView } from './blinded-view.ts';
import { type Display, displayOf, inDisplay } from './display.ts';

/**
 * The view as its study shows it: where that is `normalised`, every response in ordinary typography. The dialogue
 * before them stays as it was typed, for it is the same for all systems and nothing in the responses' form answers to
 * it any more. Ratings belong to the responses as they are stored.
 */
export function displayedView(view: BlindedView, study: { readonly display: Display | null }): BlindedView {
  const display = displayOf(study);
  if (display === 'as-written') return view;
  return {
    ...view,
    responses: view.responses.map((response) => ({ ...response, text: inDisplay(response.text, display) })),
  };
}
