const pause = 10_000;

/** Passes an error on, but the same one no more than every ten seconds: an attempt to connect fails twice a second. */
export function seldom(tell: (error: Error) => void): (error: Error) => void {
  let last = { message: '', at: 0 };
  return (error) => {
    const now = performance.now();
    if (error.message === last.message && now - last.at < pause) return;
    last = { message: error.message, at: now };
    tell(error);
  };
}
