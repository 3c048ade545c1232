// `pnpm --filter playground screenshot`: builds the page, merges its two samples in Chromium, and writes the picture that the README shows.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from 'puppeteer-core';
import { build, preview } from 'vite';

const root = join(import.meta.dirname, '..');
const path = join(root, '../../docs/images/playground.webp');

/** Steps of the student: enough to see what happens. */
const steps = 300;
const outDir = mkdtempSync(join(tmpdir(), 'exmodel-screenshot-'));
await build({ root, logLevel: 'warn', build: { outDir } });
const server = await preview({ root, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
const executablePath =
  process.env.CHROMIUM ?? execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
const browser = await launch({ executablePath, args: ['--no-sandbox'], protocolTimeout: 0 });
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.setViewport({ width: 800, height: 1000, deviceScaleFactor: 1 });
  await page.goto(server.resolvedUrls.local[0]);
  await page.waitForFunction('crossOriginIsolated', { polling: 200 });
  const click = (text) =>
    page.evaluate(
      (start) =>
        [...document.querySelectorAll('button')].find((each) => each.textContent.startsWith(start)).click(),
      text,
    );
  await page.waitForSelector('.drop button');
  await click('Try two samples');
  await page.waitForFunction("document.querySelectorAll('.card input').length === 2", { polling: 200 });
  await page.evaluate((value) => {
    const labels = [...document.querySelectorAll('label')];
    const input = labels.find((each) => each.textContent.startsWith('Steps')).querySelector('input');
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, steps);
  await click('Merge them');
  await page.waitForFunction("document.querySelector('table') !== null", { polling: 1000 });
  await page.screenshot({ path, type: 'webp', quality: 70, fullPage: true });
  console.log(path);
} finally {
  await browser.close();
  await server.close();
  rmSync(outDir, { recursive: true });
}
