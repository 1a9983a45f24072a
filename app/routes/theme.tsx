import { type ActionFunctionArgs, data, redirect } from '@remix-run/node';
import { themeCookie, themeSchema } from '#app/server/theme.server.ts';

/** Keeps the chosen colour scheme in a cookie, so that the server paints the right one at once. */
export async function action({ request }: ActionFunctionArgs) {
  const parsed = themeSchema.safeParse((await request.formData()).get('theme'));
  if (!parsed.success) return data({ theme: null }, 400);
  return data({ theme: parsed.data }, { headers: { 'Set-Cookie': await themeCookie(parsed.data) } });
}

export function loader() {
  throw redirect('/');
}
