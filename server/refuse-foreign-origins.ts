import type { NextFunction, Request, Response } from 'express';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A request that changes something must come from a page of this server: browsers say so in `Origin`. One that says
 * another origin, or none, is refused before any cookie is read.
 */
export function refuseForeignOrigins(request: Request, response: Response, next: NextFunction): void {
  if (reading.has(request.method) || isOwnOrigin(request.headers.origin, request.headers.host)) {
    next();
    return;
  }
  response
    .status(403)
    .type('text')
    .send(
      'Refused: a change must come from a page of this workbench (the Origin header is missing or another site’s).\n',
    );
}

function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (!origin || !host || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}
