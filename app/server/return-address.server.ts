/** The path to go to after signing in: only a path of this server, never another site. */
export function returnAddress(asked: string | null | undefined): string {
  if (!asked?.startsWith('/') || asked.startsWith('//') || asked.includes('\\')) return '/';
  const url = new URL(asked, 'http://here.invalid');
  return url.host === 'here.invalid' ? `${url.pathname}${url.search}` : '/';
}
