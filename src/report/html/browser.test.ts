import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { rig } from '../../cli/testing/fake-io.ts';
import { scratchFolder } from '../../testing/scratch.ts';
import { HOSTILE } from '../formats/testing/samples.ts';
import { visible } from '../visible-text.ts';
import { chromiumPath, type Look, openWindow } from './testing/browser.ts';
import { earlierRun, largeRun, sampleRun } from './testing/samples.ts';

const hasBrowser = chromiumPath() !== undefined;
const why = hasBrowser
  ? ''
  : ' (SKIP: no Chromium; apt-get install chromium, or name one by PCIBACK_RIG_CHROMIUM)';
const DATE = Date.UTC(2026, 10, 21, 12);

const folder = scratchFolder();
let ordinary: string;
beforeAll(async () => {
  const run = sampleRun(join(folder, 'run'));
  const against = earlierRun(join(folder, 'earlier'));
  ordinary = await reportOf(run, '--against', against, '--title', '<b>a</b> & "title"');
});

/** @returns path of the page */
async function reportOf(run: string, ...more: string[]): Promise<string> {
  const out = `${run}-page`;
  const { code, stderr } = await rig(['report', run, '--out', out, ...more], { date: () => DATE });
  expect([code, stderr]).toEqual([0, '']);
  return join(out, 'index.html');
}

/** What a page did besides being shown. */
interface Seen {
  readonly problems: string[];
  readonly requests: string[];
}

/** Shows a page in a window of its own; afterwards nothing may have gone wrong, and nothing been asked for. */
async function show(file: string, look: Look, act: (tab: Page) => Promise<void>): Promise<void> {
  const { context, close } = await openWindow(look);
  const seen: Seen = { problems: [], requests: [] };
  try {
    const tab = await context.newPage();
    tab.on('console', (message) => seen.problems.push(message.text()));
    tab.on('pageerror', (error) => seen.problems.push(error.message));
    tab.on('dialog', (dialog) => {
      seen.problems.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    tab.on('request', (request) => seen.requests.push(request.url()));
    await tab.goto(pathToFileURL(file).href, { waitUntil: 'domcontentloaded' });
    await act(tab);
  } finally {
    await close();
  }
  const others = seen.requests.filter((url) => !url.startsWith(pathToFileURL(file).href));
  expect([seen.problems, others]).toEqual([[], []]);
}

/** An expression in the page. */
const ask = <T>(tab: Page, expression: string): Promise<T> => tab.evaluate<T>(expression);

describe.skipIf(!hasBrowser)(`the page in Chromium${why}`, () => {
  it('shows the verdict first, every section, and foreign text as text', () =>
    show(ordinary, {}, async (tab) => {
      expect(await tab.title()).toBe('<b>a</b> & "title"');
      const ids = await ask<string[]>(
        tab,
        `[...document.querySelectorAll('main > section')].map((s) => s.id)`,
      );
      const links = await ask<string[]>(
        tab,
        `[...document.querySelectorAll('#nav a')].map((a) => a.hash.slice(1))`,
      );
      expect(ids).toEqual([
        ...['verdict', 'compare', 'findings', 'advisories', 'weaknesses', 'conformance'],
        ...['config-map', 'event-flood', 'campaign', 'coverage'],
      ]);
      expect(links).toEqual(ids);
      expect(await tab.textContent('.verdict-sentence')).toMatch(
        /^This run of linux-6.1 has 1 open finding, /,
      );
      expect(await tab.textContent('#verdict .steps')).toContain(visible(HOSTILE));
      expect(
        await ask<number>(tab, `document.querySelectorAll('main script, main [onclick], main img').length`),
      ).toBe(0);
      const twice = `[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i)`;
      expect(await ask<string[]>(tab, twice)).toEqual([]);
    }));

  it('is used by the keyboard alone', () =>
    show(ordinary, {}, async (tab) => {
      const focused = (what: string) => ask<string>(tab, `document.activeElement.${what}`);
      await tab.keyboard.press('Tab');
      expect(await focused('className')).toBe('skip');
      await tab.keyboard.press('Enter');
      expect(await focused('id')).toBe('main');
      await tab.reload();
      await tab.keyboard.press('Tab');
      await tab.keyboard.press('Tab');
      expect(await focused('id')).toBe('colours');
      await tab.keyboard.press('Space');
      await tab.keyboard.press('Space');
      expect(await ask<string>(tab, 'document.documentElement.dataset.theme')).toBe('dark');
      expect(await ask<string>(tab, 'getComputedStyle(document.body).backgroundColor')).toBe(
        'rgb(18, 23, 28)',
      );
      await tab.keyboard.press('Tab');
      await tab.keyboard.press('Tab');
      await tab.keyboard.press('Enter');
      await tab.waitForURL(({ hash }) => hash === '#compare');
      await tab.waitForSelector('#nav a[href="#compare"][aria-current]');
      // Every element that takes the focus gives it on again, to the end of the page.
      const stops = new Set<string>();
      for (let presses = 0; presses < 200; presses++) {
        await tab.keyboard.press('Tab');
        const at = await ask<string>(
          tab,
          `[...document.querySelectorAll('*')].indexOf(document.activeElement) + ' ' + document.activeElement.tagName`,
        );
        if (at.endsWith(' BODY') || stops.has(at)) break;
        stops.add(at);
        if (at.endsWith(' SUMMARY') && stops.size < 20) await tab.keyboard.press('Enter');
      }
      expect(stops.size).toBeGreaterThan(5);
      expect(stops.size).toBeLessThan(200);
    }));

  it.each(['light', 'dark'] as const)('breaks no rule of accessibility, %s', (colours) =>
    show(ordinary, { colours }, async (tab) => {
      await ask(tab, `for (const part of document.querySelectorAll('details')) part.open = true`);
      await ask(tab, axe.source);
      const violations = await ask<string[]>(
        tab,
        `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))`,
      );
      expect(violations).toEqual([]);
    }),
  );

  it('fits a narrow window and a wide one, and paper', () =>
    show(ordinary, { width: 400 }, async (tab) => {
      const overflow = 'document.documentElement.scrollWidth - innerWidth';
      expect(await ask<number>(tab, overflow)).toBeLessThanOrEqual(0);
      await tab.setViewportSize({ width: 1600, height: 900 });
      expect(await ask<number>(tab, overflow)).toBeLessThanOrEqual(0);
      await tab.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await ask<string>(tab, 'getComputedStyle(document.body).backgroundColor')).toBe(
        'rgb(255, 255, 255)',
      );
      expect(await tab.isVisible('#nav')).toBe(false);
    }));

  it('says the same without its script', () =>
    show(ordinary, { script: false }, async (tab) => {
      expect(await tab.isVisible('.verdict-sentence')).toBe(true);
      expect(await tab.isVisible('#colours')).toBe(false);
      await tab.click('#nav a[href="#weaknesses"]');
      await tab.waitForURL(({ hash }) => hash === '#weaknesses');
    }));

  it('stays small and usable with 10,000 findings and 1,000,000 rows of events', async () => {
    const large = await reportOf(largeRun(join(folder, 'large')));
    expect(statSync(large).size).toBeLessThan(10e6);
    for (const [name, file] of [
      ['ordinary', ordinary],
      ['large', large],
    ] as const) {
      await show(file, {}, async (tab) => {
        const began = performance.now();
        await tab.click('#colours');
        const interaction = performance.now() - began;
        const loaded = await ask<number>(
          tab,
          `performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd`,
        );
        const size = readFileSync(file).length;
        console.log(
          `${name} report: ${size} bytes, DOMContentLoaded ${Math.round(loaded)} ms, first interaction ${Math.round(interaction)} ms later`,
        );
      });
    }
  });
});
