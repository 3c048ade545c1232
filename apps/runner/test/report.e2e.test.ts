import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { load } from 'cheerio';
import { encode } from 'fast-png';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exmodel } from './exmodel-command';
import { findChromium } from './find-chromium';
import { divergedMetrics, someMetrics } from './metrics';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
const report = (...parameters: string[]) => exmodel(['report', ...parameters], { cwd });
const read = (path: string) => readFileSync(join(cwd, path), 'utf8');

const hostile = `<img src=x onerror=alert(1)>"'& ${'long'.repeat(50)}`;
const names = ['replay_ed', 'minversion_ed', 'model_average', hostile];
const accuracyOf = (series: number, seed: number) => 0.9 - 0.1 * series + 0.001 * seed;

/** Runs of several strategies on the same seeds, without computing any. */
beforeAll(() => {
  const png = encode({ width: 600, height: 20, data: new Uint8Array(600 * 20), channels: 1 });
  for (const [i, name] of names.entries()) {
    for (const seed of [1, 2, 3]) {
      const folder = join(cwd, 'runs/x', name, `SEED${seed}`);
      mkdirSync(folder, { recursive: true });
      const isDiverged = i === 2 && seed === 3;
      const metrics = (isDiverged ? divergedMetrics : someMetrics)({
        ...{ strategy: name, seed },
        ...(!isDiverged && { accuracy: accuracyOf(i, seed) }),
        confusion: Array.from({ length: 10 }, () => Array.from({ length: 10 }, (_, k) => 100 * k)),
      });
      writeFileSync(join(folder, 'metrics.json'), JSON.stringify(metrics));
      writeFileSync(join(folder, 'samples.png'), png);
    }
  }
});

describe('exmodel report', () => {
  it('writes a page whose numbers are those of metrics.json', async () => {
    expect(await report('runs')).toEqual({ code: 0, stdout: 'written: report.html\n', stderr: '' });
    const page = load(read('report.html'));
    const runs = page('caption:contains("Each run")').closest('table').find('tbody tr').toArray();
    const values = runs.map(
      (row) => page(row).find('td').eq(1).find('data').attr('value') ?? page(row).find('td').eq(1).text(),
    );
    const accuracies = names.flatMap((name) =>
      [1, 2, 3].map((seed) => {
        const { accuracy } = JSON.parse(read(`runs/x/${name}/SEED${seed}/metrics.json`));
        return accuracy === null ? 'diverged' : String(accuracy);
      }),
    );
    expect(values).toEqual(accuracies);
    expect(page('pre').first().text()).toBe('pnpm exmodel report runs');
    expect(page('script, img[onerror]').length).toBe(0);
    expect(read('report.html')).not.toMatch(/(src|href|url\()=?["']?(https?:)?\/\//);
  });

  it('writes the format of the ending, or the named one to the terminal; again over its own file, over no other', async () => {
    const files = ['x.md', 'x.csv', 'x.json', 'report.html'];
    for (const _ of ['first', 'again']) {
      const written = await Promise.all(files.map((file) => report('runs', '--out', file)));
      expect(written.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
        files.map(() => ({ code: 0, stderr: '' })),
      );
    }
    const { stdout } = await report('runs', '--format', 'csv');
    expect(stdout).toBe(read('x.csv'));
    expect(JSON.parse(read('x.json'))).toHaveLength(stdout.split('\n').length - 2);
    expect(read('x.md')).toMatch(/^# Results of runs\n/);

    cpSync(join(cwd, 'x.md'), join(cwd, 'mine.csv'));
    const refused = await report('runs', '--out', 'mine.csv');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('OutputTakenError: --out mine.csv'),
    });
    expect(read('mine.csv')).toBe(read('x.md'));
  });

  it('says what is wrong: no runs, an unknown ending', async () => {
    const none = await report('nothing');
    expect(none.stderr).toMatch(/^NoRunsError: nothing: there is no finished run below\./);
    const unknown = await report('runs', '--out', 'x.pdf');
    expect(unknown.stderr).toMatch(
      /^UnknownReportFormatError: --out x\.pdf: .*Expected \.html, \.md, \.csv, \.json\./,
    );
    expect([none.code, unknown.code]).toEqual([1, 1]);
  });
});

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('the page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    await report('runs', '--out', 'shown.html');
    browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  it.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 360],
  ] as const)(
    'in %s at %i pixels has no error, asks for nothing and scrolls no way but down',
    async (colorScheme, width) => {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
      const [problems, requests]: string[][] = [[], []];
      page.on('console', (message) => problems?.push(message.text()));
      page.on('pageerror', (error) => problems?.push(String(error)));
      page.on('request', (request) => request.url().startsWith('data:') || requests?.push(request.url()));
      const url = pathToFileURL(join(cwd, 'shown.html')).href;
      await page.goto(url);
      const seen = await page.evaluate(`({
      width: document.documentElement.scrollWidth,
      background: getComputedStyle(document.body).backgroundColor,
      drawings: [...document.querySelectorAll('svg[role=img]')].filter((svg) => svg.getBoundingClientRect().width > 0).length,
      cut: [...document.querySelectorAll('svg[role=img] text')].filter((text) => {
        const [inner, outer] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
        return inner.width > 0 && (inner.left < outer.left - 1 || inner.right > outer.right + 1);
      }).map((text) => text.textContent),
    })`);
      expect({ problems, requests }).toEqual({ problems: [], requests: [url] });
      expect(seen).toEqual({
        width,
        background: colorScheme === 'dark' ? 'rgb(20, 23, 28)' : 'rgb(255, 255, 255)',
        drawings: 3, // Bars, lines and phases, each in one of its two widths.
        cut: [],
      });
      await page.close();
    },
  );
});
