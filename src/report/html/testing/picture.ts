import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Look, openWindow } from './browser.ts';

/** A picture of the top of a page. @throws Error when there is no Chromium */
async function picture(page: string, to: string, look: Look): Promise<void> {
  const { context, close } = await openWindow(look);
  try {
    const tab = await context.newPage();
    await tab.goto(pathToFileURL(resolve(page)).href);
    await tab.screenshot({ path: to });
  } finally {
    await close();
  }
}

// npm run report:picture [-- PAGE [PICTURE [light|dark [WIDTH [HEIGHT]]]]]
const [page = join('reports', 'index.html'), to = join(dirname(page), 'report.png'), colours, width, height] =
  process.argv.slice(2);
if (!existsSync(page)) {
  console.error(`${page}: there is no such page; make it first: npx pciback-rig report`);
  process.exitCode = 2;
} else {
  await picture(page, to, {
    colours: colours === 'dark' ? 'dark' : 'light',
    width: Number(width ?? 1280),
    height: Number(height ?? 800),
  });
}
