// `pnpm --filter runner screenshots`: the pictures of the quick start that the documents show, of the built command, in Chromium.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from '../bench/live-server.js';

const command = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const images = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'exmodel-screenshots-'));
// The command takes the folder of whoever typed it.
const options = { cwd, env: { ...process.env, INIT_CWD: cwd } };
const exmodel = (...parameters) =>
  execFileSync(process.execPath, [command, ...parameters], { ...options, stdio: 'inherit' });

exmodel('run', '--backend', 'wasm');
exmodel('report', 'runs/quickstart', '--out', 'report.html');
copyFileSync(join(cwd, 'runs/quickstart/minversion_ed/samples.png'), join(images, 'quickstart-samples.png'));
const { server, address } = await serve('runs', options);
const executablePath =
  process.env.CHROMIUM ?? execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  for (const [name, colorScheme] of [
    ['report.png', 'light'],
    ['report-dark.png', 'dark'],
  ]) {
    const page = await browser.newPage({ viewport: { width: 820, height: 1180 }, colorScheme });
    await page.goto(pathToFileURL(join(cwd, 'report.html')).href);
    await page.screenshot({ path: join(images, name) });
  }
  const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
  await page.goto(`${address}#/job?job=runs/quickstart/minversion_ed`);
  await page.getByText('accuracy on each experience', { exact: true }).waitFor();
  await page.waitForTimeout(2000); // Charts are drawn when they come into view.
  await page.screenshot({ path: join(images, 'live-page.png') });
} finally {
  await browser.close();
  server.kill();
  rmSync(cwd, { recursive: true });
}
