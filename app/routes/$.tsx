/** Addresses that nothing else takes: by a route of their own they get the root's data, as every page that fails. */
export function loader(): never {
  throw new Response('Not found', { status: 404 });
}

export const action = loader;

export default function Nothing() {
  return null;
}
