import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, openBrowser } from './browsers';
import { makePictures } from './own-pictures';
import { staticHost } from './static-host';
import { mergedHere, studentOf } from './students';

const samples = ['digits-0-to-4.zip', 'digits-5-to-9.zip'].map((name) =>
  join(import.meta.dirname, '../public/samples', name),
);
/** Steps of the student: few, it is not to become good. */
const steps = 20;
/** Waiting for events may take long on a busy machine. */
const timeout = 1_800_000;

/** The page's whole way in a browser, from the built page on a host that sets no headers. */
export function describeJourney(
  name: 'chromium' | 'firefox',
  /** How many digits of its logits are those of Node; all of them where they are computed by the same engine. */
  digits: number,
  /** Tests of the page with a student in it. */
  more?: (page: () => Page) => void,
): void {
  const executablePath = findBrowser(name);
  describe.skipIf(executablePath === undefined)(`in ${name}`, { timeout, sequential: true }, () => {
    const downloads = mkdtempSync(join(tmpdir(), 'exmodel-playground-'));
    let host: Awaited<ReturnType<typeof staticHost>>;
    let browser: Browser;
    let page: Page;
    const problems: string[] = [];

    beforeAll(async () => {
      host = await staticHost(join(import.meta.dirname, '../dist'));
      browser = await openBrowser(name, executablePath as string, downloads);
      page = await browser.newPage();
      page.setDefaultTimeout(timeout);
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => {
        if (['error', 'warn'].includes(message.type())) problems.push(message.text());
      });
      await page.goto(host.url);
    }, timeout);
    afterAll(async () => {
      await browser?.close();
      await host?.close();
      rmSync(downloads, { recursive: true, force: true });
      expect(problems).toEqual([]);
    });

    /** Waits for a condition in the page, across loading it again. */
    async function until(condition: string): Promise<void> {
      for (;;) {
        const isSo = await page.evaluate(condition).catch(() => false);
        if (isSo === true) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    const button = (text: string) =>
      `[...document.querySelectorAll('button')].find((each) => each.textContent.startsWith('${text}'))`;
    const click = (text: string) => page.evaluate(`${button(text)}.click()`);

    test('the first visit makes the page isolated, on any static host', async () => {
      await until(
        `crossOriginIsolated && navigator.serviceWorker.controller !== null && ${button('Merge them')} !== undefined`,
      );
      expect(await page.evaluate(`${button('Merge them')}.disabled`)).toBe(true);
    });

    test('the page is there without its host, and its samples say what they are', async () => {
      await host.close();
      await page.reload();
      await click('Try two samples');
      await until("document.querySelectorAll('.card input').length === 2");
      expect(
        await page.evaluate("[...document.querySelectorAll('.card')].map((card) => card.innerText)"),
      ).toEqual(
        ['digits-0-to-4', 'digits-5-to-9'].map((model) =>
          expect.stringMatching(
            new RegExp(
              `${model}.*TensorFlow.js model · 20,\\d+ parameters · images 28 × 28 × 1 · its softmax is cut off`,
              's',
            ),
          ),
        ),
      );
      for (let left = 2; left > 0; left--) await click('Remove');
    });

    async function give(...paths: string[]): Promise<void> {
      await giveTo('input[type=file]:not([accept])', ...paths);
    }

    async function giveTo(selector: string, ...paths: string[]): Promise<void> {
      const input = await page.$(selector);
      await (input as unknown as { uploadFile(...paths: string[]): Promise<void> }).uploadFile(...paths);
    }

    test('models of other kinds are opened, and what cannot be is refused with a reason', async () => {
      const fixtures = join(import.meta.dirname, '../../../packages/models/test/fixtures');
      await give(
        ...['keras/convolutional-3.keras', 'onnx/own-preserved.onnx', 'lenet5.pth', 'labels.pt'].map((name) =>
          join(fixtures, name),
        ),
      );
      await until("document.querySelectorAll('.card input, .card [role=alert]').length === 4");
      const cards = await page.evaluate(
        "[...document.querySelectorAll('.card')].map((card) => card.innerText)",
      );
      expect(cards).toEqual([
        expect.stringMatching(/^convolutional-3.*Keras model · .* parameters · images/s),
        expect.stringMatching(/^labels.*a tensor\. Expected a state dict/s),
        expect.stringMatching(/^lenet5.*PyTorch weights, lenet · 61,706 parameters · images 32 × 32 × 1/s),
        expect.stringMatching(/^own-preserved.*ONNX model · .* parameters · images/s),
      ]);
      expect(await page.evaluate("document.querySelectorAll('.card input')[1].value")).toMatch(
        /^lenet5 1,.*lenet5 10$/,
      );
      expect(await page.evaluate("document.querySelector('[aria-labelledby=watch]').innerText")).toMatch(
        /Remove the models that cannot be merged/,
      );
      for (let left = 4; left > 0; left--) await click('Remove');
    });

    async function setSteps(count: number): Promise<void> {
      await page.evaluate("document.querySelector('details').open = true");
      await page.evaluate(`(() => {
        const input = [...document.querySelectorAll('label')].find((each) => each.textContent.startsWith('Steps')).querySelector('input');
        input.value = '${count}';
        input.dispatchEvent(new Event('input', { bubbles: true }));
      })()`);
    }

    test('two files are dropped; a merge of them ends at once when it is cancelled', async () => {
      await page.evaluate(`(async () => {
        const dataTransfer = new DataTransfer();
        for (const name of ${JSON.stringify(samples.map((path) => basename(path)))})
          dataTransfer.items.add(new File([await (await fetch('./samples/' + name)).blob()], name));
        const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector('.drop').dispatchEvent(event);
      })()`);
      await until("document.querySelectorAll('.card input').length === 2");
      await setSteps(100_000);
      await click('Merge them');
      await until("document.querySelectorAll('.wall li').length === 48");
      await click('Cancel');
      // Nothing is awaited of whoever computes.
      expect(
        await page.evaluate(
          `new Promise(requestAnimationFrame).then(() => ${button('Merge them')}.disabled)`,
        ),
      ).toBe(false);
      expect(await page.evaluate("document.querySelector('.wall')")).toBeNull();
    });

    /** Merges as far as the end, and gives the student that is downloaded then. */
    async function mergedThere() {
      const file = join(downloads, 'student.zip');
      rmSync(file, { force: true });
      await click('Merge them');
      await until(`${button('Cancel')} === undefined && document.querySelector('table') !== null`);
      await page.evaluate("document.querySelector('a[download]').click()");
      // Firefox begins with an empty file, and another one beside it.
      const isThere = () => existsSync(file) && statSync(file).size > 0 && !existsSync(`${file}.part`);
      while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 100));
      return studentOf(readFileSync(file));
    }

    function expectSame(logits: number[][], here: number[][]): void {
      for (const [row, values] of logits.entries())
        for (const [output, logit] of values.entries())
          expect(logit).toBeCloseTo(here[row]?.[output] as number, digits);
    }

    test('the two files become a student, which TensorFlow.js loads: the one that the command makes of them', async () => {
      await setSteps(steps);
      const { labels, logits } = await mergedThere();
      expect(await page.evaluate("document.querySelector('.wall').innerText")).toMatch(/\d \d+ %/);
      expect(await page.evaluate("document.querySelector('table').innerText")).toMatch(/painted images/);
      expect(await page.evaluate("document.querySelector('[aria-labelledby=watch]').innerText")).toMatch(
        /Computed on this machine, on .*of the processor \(.*WebGPU/,
      );
      expect(labels).toEqual([...'0123456789']);
      expectSame(logits, await mergedHere(samples, steps));
    });

    test('pictures of the user teach the student that the command makes of the same folder', async () => {
      const folder = join(downloads, 'pictures');
      await giveTo('input[accept]', ...makePictures(folder));
      const section = () => page.evaluate("document.querySelector('[aria-labelledby=pictures]').innerText");
      await until("document.querySelector('[aria-labelledby=pictures]').innerText.includes('32 pictures')");
      expect(await section()).toMatch(/Left out, since they are no JPEG or PNG files: Thumbs\.db\./);
      const { logits } = await mergedThere();
      const watched = await page.evaluate("document.querySelector('[aria-labelledby=watch]').innerText");
      expect(watched).toMatch(/Left out, since they cannot be read: broken\.png\./);
      expect(watched).toMatch(/Some of your pictures.*the images given/s);
      expect(await page.evaluate("document.querySelector('table').innerText")).toMatch(/pictures of yours/);
      expectSame(logits, await mergedHere(samples, steps, folder));
      await click('Remove the pictures');
      await until("!document.querySelector('[aria-labelledby=pictures]').innerText.includes('32 pictures')");
    });

    more?.(() => page);
  });
}
