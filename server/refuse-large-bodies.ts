import type { NextFunction, Request, Response } from 'express';

/** Bytes of a form or a saved answer. A study's file is the largest of them, with 1 MB. */
const longestBody = 5_000_000;

/** Files on their way in: these routes ask who sends them, and write them to disk as they come. */
const upload = /^\/import(\/|\.data$|$)/;

/**
 * Forms are read into memory as a whole, also of people who have yet to sign in. So a body must say how long it is,
 * and be short; what says so is held to it by HTTP itself.
 */
export function refuseLargeBodies(request: Request, response: Response, next: NextFunction): void {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (upload.test(request.path) || (coding === undefined && Number(length ?? 0) <= longestBody)) {
    next();
    return;
  }
  response
    .status(coding === undefined ? 413 : 411)
    // What is still to come is not waited for.
    .set('Connection', 'close')
    .type('text')
    .send('Refused: too much was sent, or without saying how much.\n');
}
