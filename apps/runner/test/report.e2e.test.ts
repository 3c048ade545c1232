import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { load } from 'cheerio';
import { encode } from 'fast-png';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exmodel } from './exmodel-command';
import { findBrowser } from './find-browser';
import { divergedMetrics, someMetrics } from './metrics';
import { faintSvgTexts } from './svg-contrast';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
const report = (...parameters: string[]) => exmodel(['report', ...parameters], { cwd });
const read = (path: string) => readFileSync(join(cwd, path), 'utf8');

const hostile = `<img src=x onerror=alert(1)>"'& ${'long'.repeat(50)}`;
const names = ['replay_ed', 'minversion_ed', 'model_average', hostile];
const accuracyOf = (series: number, seed: number) => 0.9 - 0.1 * series + 0.001 * seed;

/** Runs of several strategies on the same seeds, without computing any. */
beforeAll(() => {
  const png = encode({ width: 298, height: 58, data: new Uint8Array(298 * 58), channels: 1 });
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
    const address = pathToFileURL(join(cwd, 'report.html')).href;
    const stdout = `written: report.html\nto open it: ${address}\n`;
    expect(await report('runs')).toEqual({ code: 0, stdout, stderr: '' });
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
    expect(page('pre').first().text()).toMatch(/^npx -y pnpm@[\d.]+ -C \S+ exmodel report runs$/);
    expect(page('script, img[onerror]').length).toBe(0);
    expect(read('report.html')).not.toMatch(/(src|href|url\()=?["']?(https?:)?\/\//);
  });

  it('writes the format of the ending, or the named one to the terminal; again over its own file, over no other', async () => {
    const files = ['x.md', 'x.tex', 'x.csv', 'x.json', 'x.parquet', 'report.html', 'x.parquet'];
    for (const file of files)
      expect(await report('runs', '--out', file)).toMatchObject({ code: 0, stderr: '' });
    const { stdout } = await report('runs', '--format', 'csv');
    expect(stdout).toBe(read('x.csv'));
    expect(JSON.parse(read('x.json'))).toHaveLength(stdout.split('\n').length - 2);
    appendFileSync(join(cwd, 'x.md'), '\nMine.\n');
    await report('runs', '--out', 'x.md');
    expect(read('x.md')).toMatch(/^# Results of runs\n[\s\S]*\n\n<!-- Notes below .* -->\n\nMine\.\n$/);
    await report('runs', '--out', 'rows.md', '--format', 'csv');
    expect(read('rows.md')).toBe(stdout);

    cpSync(join(cwd, 'x.md'), join(cwd, 'mine.csv'));
    const refused = await report('runs', '--out', 'mine.csv');
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('OutputTakenError: --out mine.csv'),
    });
    expect(read('mine.csv')).toBe(read('x.md'));
  });

  it('writes each figure as a file of its own, again over its own, and nothing at all where one would replace another file', async () => {
    for (const _ of ['first', 'again']) {
      const { code, stdout } = await report('runs', '--figures', 'figures', '--out', 'figured.html');
      const files = readdirSync(join(cwd, 'figures')).filter((name) => !name.startsWith('.'));
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining(`written: ${files.length} figures in figures\n`),
      });
      const bars = load(read('figures/split_mnist-bars.svg'), { xml: true });
      const texts = bars('text')
        .toArray()
        .map((text) => bars(text).text());
      for (const name of names.slice(0, 3)) expect(texts).toContain(name);
      expect(files).toContain('split_mnist-Confusion-replay_ed.svg');
    }
    writeFileSync(join(cwd, 'figures/split_mnist-bars.svg'), '<svg/>');
    const { code, stderr } = await report('runs', '--figures', 'figures', '--out', 'none.html');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^OutputTakenError: --figures figures\/split_mnist-bars\.svg: /);
    expect(existsSync(join(cwd, 'none.html'))).toBe(false);
  });

  it('says what is wrong: no runs, an unknown ending', async () => {
    const none = await report('nothing');
    expect(none.stderr).toMatch(/^NoRunsError: nothing: there is no finished run below\./);
    const unknown = await report('runs', '--out', 'x.pdf');
    expect(unknown.stderr).toMatch(
      /^UnknownFileFormatError: --out x\.pdf: .*Expected \.html, \.md, \.tex, \.csv, \.json, \.parquet/,
    );
    expect([none.code, unknown.code]).toEqual([1, 1]);
  });
});

const executablePath = findBrowser('chromium');

describe('exmodel export', () => {
  const rowsOf = (...parameters: string[]) => exmodel(['export', ...parameters], { cwd });

  it('prints a row for each measurement, or writes one for each run, over no file but its own', async () => {
    const { code, stdout } = await rowsOf('runs');
    expect(code).toBe(0);
    expect(stdout).toBe(read('x.csv'));
    const runs = await rowsOf('runs', '--rows', 'runs', '--format', 'json');
    const rows = JSON.parse(runs.stdout) as Record<string, unknown>[];
    expect(rows.map((row) => row.accuracy)).toEqual(
      names.flatMap((name) =>
        [1, 2, 3].map((seed) => JSON.parse(read(`runs/x/${name}/SEED${seed}/metrics.json`)).accuracy),
      ),
    );
    for (const _ of ['first', 'again'])
      expect(await rowsOf('runs', '--out', 'rows.parquet')).toMatchObject({ code: 0, stderr: '' });
    expect((await rowsOf('runs', '--out', 'x.md', '--format', 'csv')).stderr).toMatch(/^OutputTakenError/);
    expect((await rowsOf('runs', '--format', 'parquet')).stderr).toMatch(
      /^UnknownFileFormatError: --format parquet was given without --out.*--out rows\.parquet/,
    );
  });
});

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
    'in %s at %i pixels has no error, asks for nothing, scrolls no way but down, and can be read by everyone',
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
        drawings: 3 + 4 + 4 * 2, // Bars, lines and phases, each in one of its two widths; reliability; images of two experts.
        cut: [],
      });
      // Also what is folded up.
      await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
      expect(await page.evaluate(faintSvgTexts)).toEqual([]);
      await page.evaluate(axe.source);
      const violations = await page.evaluate(`axe.run().then(({ violations }) =>
        violations.map(({ id, nodes }) => [id, nodes.length, nodes[0].html]))`);
      expect(violations).toEqual([]);
      await page.close();
    },
  );

  it('shows the numbers of metrics.json, and prints with all of them on white', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.goto(pathToFileURL(join(cwd, 'shown.html')).href);
    const { accuracyMatrix, calibration } = someMetrics();
    const shown = (heading: string, columns: string) =>
      page.evaluate<number[]>(`(() => {
        const title = [...document.querySelectorAll('h3')].find(({ textContent }) => textContent === ${JSON.stringify(heading)});
        let at = title;
        while (at.querySelector('table') === null) at = at.nextElementSibling;
        return [...at.querySelector('table').querySelectorAll(${JSON.stringify(columns)})].map(({ value }) => Number(value));
      })()`);
    const rounded = (values: readonly (number | null)[]) => values.map((value) => value?.toFixed(9));
    expect(rounded(await shown('Accuracy matrix', 'data'))).toEqual(rounded(accuracyMatrix.flat()));
    expect((await shown('Confusion', 'tr:nth-child(2) data')).slice(1)).toEqual(
      Array.from({ length: 9 }, (_, k) => 3 * 100 * (k + 1)),
    );
    const bins = calibration?.reliability.map(({ accuracy }) => accuracy) ?? [];
    expect(rounded(await shown('Reliability', 'td:nth-child(2) data'))).toEqual(rounded(bins));

    await page.emulateMedia({ media: 'print' });
    const printed = await page.evaluate(`({
      background: getComputedStyle(document.body).backgroundColor,
      folded: [...document.querySelectorAll('details table')].filter((table) => table.getBoundingClientRect().height === 0).length,
    })`);
    expect(printed).toEqual({ background: 'rgb(255, 255, 255)', folded: 0 });
    await page.close();
  });
});
