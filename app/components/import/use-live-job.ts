import { useRevalidator } from '@remix-run/react';
import { useEffect, useState } from 'react';
import type { LiveJob } from '#app/server/job-view.server.ts';

/** A job as it goes on. Once it is over the page's data is loaded anew, for its result. */
export function useLiveJob(loaded: LiveJob, isOver: boolean): LiveJob {
  const [latest, setLatest] = useState(loaded);
  const { revalidate } = useRevalidator();
  useEffect(() => setLatest(loaded), [loaded]);
  useEffect(() => {
    if (isOver) return;
    const source = new EventSource(`/jobs/${loaded.id}/events`);
    source.onmessage = ({ data }) => {
      const job = JSON.parse(data) as LiveJob;
      setLatest(job);
      if (job.finishedAt !== null) {
        source.close();
        revalidate();
      }
    };
    return () => source.close();
  }, [loaded.id, isOver, revalidate]);
  return latest;
}
