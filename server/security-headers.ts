import type { NextFunction, Request, Response } from 'express';

/**
 * Only this server's own files run, nobody frames the pages, and no address (which may hold an invitation's secret)
 * is told to another site. Styles may be inline: the plots position their labels so.
 */
export function securityHeaders(_request: Request, response: Response, next: NextFunction): void {
  const nonce = String(response.locals.nonce);
  response.setHeader(
    'Content-Security-Policy',
    [
      "default-src 'self'",
      `script-src 'self' 'nonce-${nonce}'`,
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "font-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
    ].join('; '),
  );
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cache-Control', 'private, no-cache');
  next();
}
