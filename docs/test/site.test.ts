import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, openBrowser } from '../../apps/playground/test/browsers';
import { staticHost } from '../../apps/playground/test/static-host';

// The site as a reader gets it: built by `pnpm docs:build`, served, opened in a browser.
const dist = join(import.meta.dirname, '../.vitepress/dist');
if (!existsSync(dist)) throw new Error('docs/.vitepress/dist is not there. Build it with: pnpm docs:build');

/** Addresses of all pages, below the site's. */
const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.html') && path !== '404.html' && !path.startsWith('playground'))
  .map((path) => `/${path.replace(/(index)?\.html$/, '')}`);

let host: Awaited<ReturnType<typeof staticHost>>;
let url: string;
beforeAll(async () => {
  host = await staticHost(dist, '/');
  url = host.url.replace(/\/$/, '');
});
afterAll(() => host.close());

test('every link and picture of a page leads somewhere, headings included', async () => {
  const targets = new Map<string, string>();
  const anchors = new Map<string, Set<string>>();
  for (const page of pages) {
    const html = await (await fetch(url + page)).text();
    anchors.set(page, new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => decodeURI(id as string))));
    for (const [, target = ''] of html.matchAll(/ (?:href|src)="([^"]+)"/g)) {
      const { origin, pathname, hash } = new URL(target, url + page);
      if (origin === url) targets.set(pathname + hash, page);
    }
  }
  const dead: string[] = [];
  for (const [target, page] of targets) {
    const [path = '', heading] = target.split('#');
    const there = anchors.get(path);
    const isThere =
      there === undefined
        ? (await fetch(url + path, { method: 'HEAD' })).ok
        : heading === undefined || there.has(decodeURI(heading));
    if (!isThere) dead.push(`${page}: ${target}`);
  }
  expect(targets.size).toBeGreaterThan(pages.length);
  expect(dead).toEqual([]);
});

test('llms.txt lists every page but the home page', async () => {
  const text = await (await fetch(`${url}/llms.txt`)).text();
  const listed = new Set([...text.matchAll(/\]\((\/[^)]*)\)/g)].map(([, path]) => path));
  expect(pages.filter((page) => page !== '/' && !listed.has(page))).toEqual([]);
});

/** One page of each kind. */
const kinds = [
  ...['/', '/guide/merge', '/concepts/consensus', '/strategies/', '/strategies/consensus_ed', '/extending'],
  ...['/scenarios/split_mnist', '/reference/cli', '/reference/errors', '/results/consensus', '/report'],
  '/api/@exmodel/metrics',
];

describe.skipIf(findBrowser('chromium') === undefined)('in chromium', () => {
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    browser = await openBrowser('chromium', findBrowser('chromium') as string, dist);
    page = await browser.newPage();
    page.setDefaultTimeout(0);
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) problems.push(message.text());
    });
  });
  afterAll(() => browser.close());

  test('the home page opens the playground', async () => {
    await page.goto(url);
    await page.waitForSelector('.actions a[href="/playground/"]');
    await Promise.all([page.waitForNavigation(), page.click('.actions a[href="/playground/"]')]);
    // The first visit loads itself again, to be isolated.
    await page.waitForFunction("crossOriginIsolated && document.querySelector('.drop button') !== null", {
      polling: 200,
    });
    expect(problems).toEqual([]);
  });

  const schemes = kinds.flatMap((path) => [[path, 'light'] as const, [path, 'dark'] as const]);
  test.each(schemes)(
    'axe finds nothing to mend in %s, in %s, and the console is silent',
    async (path, value) => {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      await page.goto(url + path);
      await page.waitForSelector('#VPContent main, #VPContent[role=main]');
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
      expect(violations.map(({ id, nodes }) => `${id} ×${nodes.length}: ${nodes[0]?.html}`)).toEqual([]);
      expect(problems).toEqual([]);
    },
  );
});
