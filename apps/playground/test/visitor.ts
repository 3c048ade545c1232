import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { findBrowser, openBrowser } from './browsers';
import { staticHost } from './static-host';
import { studentOf } from './students';

/** Waiting for events may take long on a busy machine. */
export const timeout = 1_800_000;

/** Someone in front of the built page, on a host that sets no headers. */
export interface Visitor {
  readonly page: Page;
  readonly host: Awaited<ReturnType<typeof staticHost>>;
  /** Folder of downloads, and for files of the tests. */
  readonly folder: string;
  /** What the console said that is a mistake. */
  readonly problems: readonly string[];
  /** Waits for a condition in the page, across loading it again. */
  until(condition: string): Promise<void>;
  click(button: string): Promise<void>;
  /** Whether the button is there and can be clicked. */
  isEnabled(button: string): Promise<boolean>;
  /** The text of what a selector finds. */
  text(selector: string): Promise<string>;
  give(selector: string, ...paths: string[]): Promise<void>;
  /** Gives a field of the settings a value. */
  set(label: string, value: string): Promise<void>;
  /** Merges as far as the end, and gives the student that is downloaded then. */
  merge(): ReturnType<typeof studentOf>;
  leave(): Promise<void>;
}

/** @param switches of the browser's command line */
export async function visit(
  name: 'chromium' | 'firefox',
  switches: readonly string[] = [],
): Promise<Visitor> {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-playground-'));
  const host = await staticHost(join(import.meta.dirname, '../dist'), '/playground/');
  const browser = await openBrowser(name, findBrowser(name) as string, folder, switches);
  const page = await browser.newPage();
  const problems: string[] = [];
  page.setDefaultTimeout(timeout);
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) problems.push(message.text());
  });
  await page.goto(host.url);

  const find = (button: string) =>
    `[...document.querySelectorAll('button')].find((each) => each.textContent.startsWith('${button}'))`;
  async function until(condition: string): Promise<void> {
    for (;;) {
      const isSo = await page.evaluate(condition).catch(() => false);
      if (isSo === true) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const click = async (button: string) => void (await page.evaluate(`${find(button)}.click()`));
  return {
    ...{ page, host, folder, problems, until, click },
    isEnabled: async (button) => (await page.evaluate(`${find(button)}?.disabled`)) === false,
    text: async (selector) => String(await page.evaluate(`document.querySelector('${selector}').innerText`)),
    async give(selector, ...paths) {
      const input = await page.$(selector);
      await (input as unknown as { uploadFile(...paths: string[]): Promise<void> }).uploadFile(...paths);
    },
    async set(label, value) {
      await page.evaluate(`(() => {
        document.querySelector('details').open = true;
        const field = [...document.querySelectorAll('label')].find((each) => each.textContent.startsWith('${label}')).querySelector('input, select');
        field.value = '${value}';
        for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
      })()`);
    },
    async merge() {
      const file = join(folder, 'student.zip');
      rmSync(file, { force: true });
      await click('Merge them');
      await until(`${find('Cancel')} === undefined && document.querySelector('table') !== null`);
      await page.evaluate("document.querySelector('a[download]').click()");
      // Firefox begins with an empty file, and another one beside it.
      const isThere = () => existsSync(file) && statSync(file).size > 0 && !existsSync(`${file}.part`);
      while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 100));
      return studentOf(readFileSync(file));
    },
    async leave() {
      await browser.close();
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
