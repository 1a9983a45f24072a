import { useEffect, useState } from 'react';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** A server's time on this person's clock, `12:03:21`. */
export function timeWithSeconds(iso: string): string {
  return clockWithSeconds.format(new Date(iso));
}

/** A moment as hours and minutes of the person's own clock; the server, which does not know it, says UTC. */
export function LocalTime({ iso }: { readonly iso: string }) {
  const [text, setText] = useState(`${iso.slice(11, 16)} UTC`);
  useEffect(() => setText(clock.format(new Date(iso))), [iso]);
  return <time dateTime={iso}>{text}</time>;
}
