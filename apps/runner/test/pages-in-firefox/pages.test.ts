import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { encode } from 'fast-png';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, environment, exmodel } from '../exmodel-command';
import { findBrowser } from '../find-browser';
import { someJobConfig, someMetrics } from '../metrics';
import { temporaryFolder } from '../temporary-folder';

const cwd = temporaryFolder(afterAll);
const hostile = '<img src=x onerror=alert(1)>"\'&';
const names = ['replay_ed', hostile];
const seeds = [1, 2, 3];
const accuracyOf = (series: number, seed: number) => 0.9 - 0.1 * series + 0.0123 * seed;
const executablePath = findBrowser('firefox');

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(cwd, path, '..'), { recursive: true });
  writeFileSync(join(cwd, path), content);
}

let server: ChildProcess;
let address = '';
beforeAll(async () => {
  const png = encode({ width: 60, height: 20, data: new Uint8Array(60 * 20), channels: 1 });
  for (const [i, strategy] of names.entries()) {
    for (const seed of seeds) {
      const job = `runs/x/${strategy}/SEED${seed}`;
      const accuracy = accuracyOf(i, seed);
      write(`${job}/config.json`, JSON.stringify(someJobConfig({ seed })));
      write(`${job}/metrics.json`, JSON.stringify(someMetrics({ strategy, seed, accuracy })));
      write(`${job}/samples.png`, png);
      const points = [0, 1].map((experience) => ({
        ...{ time: '2026-11-26T10:00:00.000Z', type: 'metric', job: strategy, experience },
        ...{ name: 'accuracy', value: accuracy },
      }));
      write(`${job}/events.jsonl`, points.map((point) => `${JSON.stringify(point)}\n`).join(''));
    }
  }
  expect((await exmodel(['report', 'runs'], { cwd })).code).toBe(0);
  server = spawn(process.execPath, [command, 'serve'], { cwd, env: environment });
  let text = '';
  for await (const part of server.stdout?.setEncoding('utf8') ?? []) {
    text += part;
    if (text.includes('\n')) break;
  }
  address = /http:\S+/.exec(text)?.[0] ?? '';
});
afterAll(async () => {
  server.kill('SIGINT');
  await once(server, 'exit');
});

describe.skipIf(executablePath === undefined).each(['light', 'dark'])('in Firefox, %s', (scheme) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch({
      ...{ browser: 'firefox', executablePath: executablePath as string, headless: true },
      ...{ timeout: 0, protocolTimeout: 0 }, // A busy machine may take long.
      extraPrefsFirefox: { 'ui.systemUsesDarkTheme': scheme === 'dark' ? 1 : 0 },
    });
  });
  afterAll(() => browser?.close());

  /** Opens a page; whatever goes wrong in it is in `problems`. */
  async function open(url: string, width: number) {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.setViewport({ width, height: 800 });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => problems.push(message.text()));
    page.on('dialog', (dialog) => problems.push(dialog.message()));
    await page.goto(url);
    return { page, problems };
  }
  const isThere = (page: Page, condition: string) => page.waitForFunction(condition);
  async function violations(page: Page): Promise<unknown> {
    await page.evaluate(axe.source);
    return page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join('; ')))",
    );
  }
  /** Whether it scrolls no way but down; a scroll bar has a width in Firefox. */
  const fits = 'document.documentElement.scrollWidth === document.documentElement.clientWidth';
  const background = 'getComputedStyle(document.body).backgroundColor';
  const expected = scheme === 'dark' ? 'rgb(20, 23, 28)' : 'rgb(255, 255, 255)';

  it.each([1200, 360])(
    'the report at %i pixels has the numbers of metrics.json, and no fault',
    async (width) => {
      const { page, problems } = await open(pathToFileURL(join(cwd, 'report.html')).href, width);
      const shown = await page.evaluate(`(() => {
      const [table] = [...document.querySelectorAll('table')].filter(({ caption }) => caption?.textContent.startsWith('Each run'));
      return [...table.tBodies[0].rows].map(({ cells }) => [cells[0].textContent, Number(cells[2].querySelector('data').value)]);
    })()`);
      expect(shown).toEqual(
        names.flatMap((name, i) => seeds.map((seed) => [`runs/x/${name}/SEED${seed}`, accuracyOf(i, seed)])),
      );
      await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(`[${fits}, ${background}]`)).toEqual([true, expected]);
      expect(problems).toEqual([]);
      await page.close();
    },
  );

  it.each([1200, 360])(
    'the live page at %i pixels has the numbers of metrics.json, and no fault',
    async (width) => {
      const { page, problems } = await open(address, width);
      await isThere(page, 'document.querySelectorAll("details.group tbody tr").length === 2');
      const means = await page.evaluate(
        '[...document.querySelectorAll("details.group tbody tr td:nth-child(2)")].map(({ textContent }) => textContent.split(" ")[0])',
      );
      expect(means).toEqual(names.map((_, i) => (100 * accuracyOf(i, 2)).toFixed(1)));
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(`[${fits}, ${background}]`)).toEqual([true, expected]);

      const job = `runs/x/${hostile}/SEED2`;
      await page.evaluate(`location.hash = ${JSON.stringify(`#/job?${new URLSearchParams({ job })}`)}`);
      await isThere(
        page,
        'document.querySelector(".uplot canvas") !== null && document.querySelector("dd") !== null',
      );
      await isThere(page, 'document.querySelector("figure img")?.complete === true');
      expect(await page.evaluate('document.querySelector("figure img").naturalWidth')).toBe(60);
      const accuracy = `${(100 * accuracyOf(1, 2)).toFixed(1)} %`;
      expect(await page.evaluate('document.querySelector("dd").textContent')).toBe(accuracy);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(fits)).toBe(true);
      expect(problems).toEqual([]);
      await page.close();
    },
  );
});
