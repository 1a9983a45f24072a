/** The address of a battle, with who may meet in the next one. */
export function battlePath(id: string, among: readonly string[]): string {
  const query = new URLSearchParams(among.map((name) => ['among', name]));
  return `/arena/${id}${query.size > 0 ? `?${query}` : ''}`;
}
