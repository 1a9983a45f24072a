import type { JobProgress } from '#db/schema/jobs.ts';

export interface ProgressBar {
  update(progress: JobProgress): void;
  /** Wipes the bar. */
  end(): void;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const silent: ProgressBar = { update: () => {}, end: () => {} };
const barWidth = 24;
const shortestPause = 100;

/** A bar on standard error where that is a terminal, and nothing where it is a file or a pipe. */
export function createProgressBar(terminal: Terminal = process.stderr): ProgressBar {
  if (!terminal.isTTY) return silent;
  let drawnAt = 0;
  return {
    update: (progress) => {
      const now = performance.now();
      if (now - drawnAt < shortestPause && progress.done !== progress.total) return;
      drawnAt = now;
      terminal.write(`\r${progressLine(progress).slice(0, (terminal.columns ?? 80) - 1)}\u001B[K`);
    },
    end: () => terminal.write('\r\u001B[K'),
  };
}

/** One line such as `Writing answers [######------] 1,500 of 5,255`. */
export function progressLine({ done, total, message }: JobProgress): string {
  const count = done.toLocaleString('en-US');
  if (total === null || total <= 0) return `${message} ${count}`;
  const filled = Math.round(barWidth * Math.min(1, done / total));
  const bar = `${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}`;
  return `${message} [${bar}] ${count} of ${total.toLocaleString('en-US')}`;
}
