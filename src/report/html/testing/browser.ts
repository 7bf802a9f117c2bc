import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** Where Chromium is; undefined: there is none. */
export const chromiumPath = (): string | undefined =>
  [process.env.PCIBACK_RIG_CHROMIUM, '/usr/bin/chromium'].find((path) => path && existsSync(path));

/** What a window is like. */
export interface Look {
  readonly colours?: 'light' | 'dark';
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly script?: boolean;
}

export interface Window {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Opens a Chromium of its own, which asks the network for nothing by itself. @throws Error when there is none */
export async function openWindow(look: Look = {}): Promise<Window> {
  const executablePath = chromiumPath();
  if (executablePath === undefined)
    throw new Error('there is no Chromium: apt-get install chromium, or name one by PCIBACK_RIG_CHROMIUM');
  const profile = mkdtempSync(join(tmpdir(), 'rig-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    viewport: { width: look.width ?? 1280, height: look.height ?? 900 },
    colorScheme: look.colours ?? 'light',
    javaScriptEnabled: look.script ?? true,
    reducedMotion: 'reduce',
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
