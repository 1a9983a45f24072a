/** Where the pages about a dataset's scores are. */
export function scoresPath(dataset: string): string {
  return `/scores/${encodeURIComponent(dataset)}`;
}

/** What is known of a metric, on a page; `page` as the catalogue says. */
export function metricPagePath(page: string): string {
  return `/metric-pages/${encodeURIComponent(page)}`;
}
