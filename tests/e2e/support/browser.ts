import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { onTestFinished, test } from 'vitest';
import { findChromium } from './find-chromium.ts';

const chromiumPath = findChromium();

/** `test`, counted as skipped under its name where no Chromium is found. */
export const browserTest = browserTestWhere(true);

/** The same, counted as skipped also where something else that it needs is missing. */
export function browserTestWhere(present: boolean) {
  return test.skipIf(chromiumPath === undefined || !present);
}

export interface BrowserOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** A page whose script never arrives. */
  readonly script?: false;
}

let launched: Promise<Browser> | undefined;

/** One for everybody in a test, for its start costs a second or two of a processor. */
function browser(): Promise<Browser> {
  if (launched) return launched;
  onTestFinished(async () => {
    const ended = launched;
    launched = undefined;
    await (await ended)?.close();
  });
  launched = chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return launched;
}

/** A browser of its own as far as a page can tell (profile, cookies, storage, cache), closed when the test ends. */
export async function openBrowser(options: BrowserOptions = {}): Promise<BrowserContext> {
  const context = await (await browser()).newContext({
    viewport: { width: options.width ?? 1366, height: options.height ?? 900 },
    colorScheme: options.colorScheme ?? 'light',
    acceptDownloads: true,
    javaScriptEnabled: options.script ?? true,
  });
  context.setDefaultTimeout(20_000);
  return context;
}
