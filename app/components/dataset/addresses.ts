/** Where a dataset's pages are. Names and ids may hold any character. */
export function datasetAddress(dataset: string): string {
  return `/datasets/${encodeURIComponent(dataset)}`;
}

export function dialogueAddress(dataset: string, convId: string): string {
  return `${datasetAddress(dataset)}/dialogues/${encodeURIComponent(convId)}`;
}

export function comparisonPath(dataset: string): string {
  return `/compare/${encodeURIComponent(dataset)}`;
}
