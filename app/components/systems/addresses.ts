/** Where a system's page is. */
export function systemAddress(system: string): string {
  return `/systems/${encodeURIComponent(system)}`;
}

/** The form for a run, with what is known already filled in. */
export function newRunAddress(known: { readonly system?: string; readonly dataset?: string }): string {
  const query = new URLSearchParams(known);
  return query.size === 0 ? '/runs/new' : `/runs/new?${query}`;
}

/** A run's answers as a file. */
export function runExportAddress(runId: string): string {
  return `/runs/${encodeURIComponent(runId)}/export`;
}
