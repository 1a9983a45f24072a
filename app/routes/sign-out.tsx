import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { signOut } from '#app/server/session.server.ts';

export async function action({ request, context }: ActionFunctionArgs) {
  return redirect('/sign-in', { headers: { 'Set-Cookie': await signOut({ request, context }) } });
}

export function loader() {
  throw redirect('/');
}
