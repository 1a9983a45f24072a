/**
 * Whether a list of addresses, as of `OPENAI_API_KEY_HOSTS`, has the one that a key is to be sent to. Entries are
 * separated by commas or spaces. A host, with its port where that is not the usual one, stands for https; an entry with
 * a path stands for what is below it.
 */
export function listsAddress(list: string, baseUrl: string): boolean {
  const asked = plainAddress(baseUrl);
  if (asked === null) return false;
  return list.split(/[\s,]+/).some((entry) => {
    const listed = entry === '' ? null : plainAddress(entry.includes('://') ? entry : `https://${entry}`);
    return listed !== null && (asked === listed || asked.startsWith(`${listed}/`));
  });
}

/** In the form in which it is asked, so that `HOST:443` or `/v1/../v2` are what they lead to. */
function plainAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}
