import { createCookie } from '@remix-run/node';
import { z } from 'zod';

export const themeSchema = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof themeSchema>;

const cookie = createCookie('workbench_theme', {
  path: '/',
  sameSite: 'lax',
  httpOnly: true,
  maxAge: 365 * 24 * 3600,
});

/** What the person chose; their system decides where they chose nothing. */
export async function readTheme(request: Request): Promise<Theme> {
  const parsed = themeSchema.safeParse(await cookie.parse(request.headers.get('Cookie')));
  return parsed.success ? parsed.data : 'system';
}

export function themeCookie(theme: Theme): Promise<string> {
  return cookie.serialize(theme);
}
