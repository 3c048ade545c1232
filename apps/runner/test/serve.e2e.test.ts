import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { encode } from 'fast-png';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tryLock } from '../src/storage/try-lock';
import { command, exmodel } from './exmodel-command';
import { findBrowser } from './find-browser';
import { someJobConfig, someMetrics } from './metrics';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
const hostile = `<img src=x onerror=alert(1)>"'& ${'long'.repeat(40)}`;
/** Of seconds. */
const tinyExperiment = `
scenario: split_mnist
synthetic: true
experiences: 2
model: simple_mlp
hs: 8
strategy: replay_ed
expert_epochs: 1
num_iter_per_exp: 20
train_mb_size: 8
buffer_size: 20
`;
const names = ['replay_ed', 'minversion_ed', hostile];

function write(path: string, content: string | Uint8Array | object): void {
  const file = join(cwd, path);
  mkdirSync(join(file, '..'), { recursive: true });
  const isRaw = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(`${file}.new`, isRaw ? content : JSON.stringify(content));
  renameSync(`${file}.new`, file);
}
const event = (content: object) => `${JSON.stringify({ time: new Date().toISOString(), ...content })}\n`;
const loss = (step: number, value: number) =>
  event({
    ...{ type: 'progress', phase: 'replay_ed', detail: `distillation ${step}/100`, done: 2, total: 5 },
    ...{ work: { done: step, total: 400 }, values: { loss: value } },
    curve: { name: 'distillation/experience1', step },
  });

/** Starts the server, and says at which address. */
async function serve(
  ...parameters: string[]
): Promise<{ readonly server: ChildProcess; readonly url: string }> {
  const server = spawn(process.execPath, [command, 'serve', ...parameters], {
    cwd,
    env: { ...process.env, INIT_CWD: cwd },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const part of server.stdout.setEncoding('utf8')) {
    text += part;
    if (text.includes('\n')) break;
  }
  return { server, url: /http:\S+/.exec(text)?.[0] ?? '' };
}
async function end(server: ChildProcess): Promise<void> {
  server.kill('SIGINT');
  await once(server, 'exit');
}

let server: ChildProcess;
let address = '';
beforeAll(async () => {
  const png = encode({ width: 60, height: 20, data: new Uint8Array(60 * 20), channels: 1 });
  for (const [i, name] of names.entries()) {
    for (const seed of [1, 2, 3]) {
      const folder = `runs/x/${name}/SEED${seed}`;
      const accuracy = 0.9 - 0.1 * i + 0.0123 * seed;
      write(`${folder}/config.json`, someJobConfig({ seed }));
      write(`${folder}/metrics.json`, someMetrics({ strategy: name, seed, accuracy }));
      write(`${folder}/samples.png`, png);
      write(`${folder}/log.txt`, `10:00:00 ${name} \u001b[31m<script>alert(2)</script>\n`);
      const measured = (metric: string, experience: number) =>
        event({ type: 'metric', name: metric, experience, value: accuracy });
      write(
        `${folder}/events.jsonl`,
        measured(`accuracy/${name}`, 0) + measured(`accuracy/${name}`, 1) + measured('loss', 1),
      );
    }
  }
  write('runs/now/replay_ed/config.json', someJobConfig());
  write('runs/now/replay_ed/events.jsonl', loss(10, 2) + loss(20, 1.5));
  write('runs/now/replay_ed/log.txt', '10:00:00 begun\n');
  write('runs/long/replay_ed/config.json', someJobConfig());
  write(
    'runs/long/replay_ed/events.jsonl',
    Array.from({ length: 101 }, (_, step) => loss(step, 1 + step)).join(''),
  );
  write('secret/metrics.json', someMetrics());
  symlinkSync(join(cwd, 'secret'), join(cwd, 'runs/x/secret'));
  const unlock = await tryLock(join(cwd, 'runs/now/.replay_ed'));
  afterAll(() => unlock?.());

  ({ server, url: address } = await serve());
});
afterAll(() => end(server));

describe('exmodel serve', () => {
  it('says where it listens, and only there', () => {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('compares two thousand runs by one address', async () => {
    const jobs = Array.from({ length: 2000 }, (_, i) => [
      'job',
      `runs/an experiment with a long name/replay_ed/SEED${i}`,
    ]);
    const response = await fetch(
      `${address}/report?${new URLSearchParams(jobs)}&job=runs/x/${names[0]}/SEED1`,
    );
    expect(response.status).toBe(200);
  });

  it('refuses a port that is taken, with a word on what to do', async () => {
    const { code, stderr } = await exmodel(['serve', '--port', new URL(address).port], { cwd });
    expect(stderr).toMatch(/^PortTakenError: --port \d+: .*Leave --port out/);
    expect(code).toBe(1);
  });
});

const executablePath = findBrowser('chromium');

describe.skipIf(executablePath === undefined)('the live page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  /** Opens a part of the page; whatever goes wrong in it, or leaves this machine, is in `problems`. */
  async function open(hash: string, colorScheme: 'light' | 'dark' = 'light', width = 1200, base = address) {
    // The tests' own script may be added to the page; its policy is tested beside, by its own scripts and styles.
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 800 },
      bypassCSP: true,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(0); // The test's own holds.
    const problems: string[] = [];
    page.on('console', (message) => problems.push(`${message.text()} ${message.location().url}`));
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('dialog', (dialog) => problems.push(dialog.message()));
    page.on('request', (request) => request.url().startsWith(base) || problems.push(request.url()));
    await page.goto(`${base}/${hash}`);
    return { page, problems, close: () => context.close() };
  }
  const link = (view: string, ...jobs: string[]) =>
    `#/${view}?${new URLSearchParams(jobs.map((job) => ['job', job]))}`;
  const job = (name: string) => `runs/x/${name}/SEED1`;

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    return page.evaluate(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join('; ')))`,
    );
  }

  it('shows means with intervals that are those of metrics.json, the best first, and no folder behind a link', async () => {
    const { page, problems, close } = await open('');
    const rows = page.locator('details.group:has(h2:text-is("x")) tbody tr');
    await rows.first().waitFor();
    // Student's t for two degrees of freedom.
    const interval = (4.302_652_73 * 0.0123) / Math.sqrt(3);
    const text = (mean: number) => `${(100 * mean).toFixed(1)} ± ${(100 * interval).toFixed(1)}`;
    expect(await rows.locator('td:nth-child(2)').allTextContents()).toEqual(
      names.map((_, i) => text(0.9 - 0.1 * i + 0.0246)),
    );
    expect((await rows.locator('th').allTextContents()).map((name) => name.trim())).toEqual(
      names.map((name) => `${name} 3 runs`),
    );
    await rows.locator('button').first().click();
    const first = page.getByRole('link', { name: 'SEED2' });
    await first.click();
    await page.locator('dd:has-text("92.5 %")').waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it('follows a run that goes on: its state, curve and log', async () => {
    const { page, problems, close } = await open(link('job', 'runs/now/replay_ed'));
    const value = page.locator('ul[aria-label="loss in distillation: values"] b');
    await page.locator('b:text-is("1.5")').waitFor();
    appendFileSync(join(cwd, 'runs/now/replay_ed/events.jsonl'), loss(40, 0.25));
    appendFileSync(join(cwd, 'runs/now/replay_ed/log.txt'), '10:00:01 a new line\n');
    await page.locator('b:text-is("0.25")').waitFor();
    await page.locator('pre:has-text("a new line")').waitFor();
    expect(await value.count()).toBe(1);
    await page.locator('text=expert 2 of 5, distillation 40/100').first().waitFor();
    write('runs/now/replay_ed/metrics.json', someMetrics({ accuracy: 0.5 }));
    await page.locator('dd:has-text("50.0 %")').waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it('a chart stays zoomed in while the mouse moves and the curve grows', async () => {
    const { page, problems, close } = await open(link('job', 'runs/long/replay_ed'));
    const area = page.locator('figure:has-text("loss in distillation") .u-over');
    const legend = page.locator('ul[aria-label="loss in distillation: values"]');
    const hoverRight = async () => {
      const { x, y, width, height } = (await area.boundingBox()) as Record<
        'x' | 'y' | 'width' | 'height',
        number
      >;
      const at = (share: number) => page.mouse.move(x + share * width, y + height / 2);
      await at(0.98);
      await at(0.99);
      await legend.locator('li:has-text("step ")').waitFor();
      // Until the frame with the new place is drawn, the legend names the one before.
      await page.evaluate(
        'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))',
      );
      return { at, step: Number(/step (\d+)/.exec(`${await legend.textContent()}`)?.[1]) };
    };
    const { at, step } = await hoverRight();
    expect(step).toBeGreaterThan(95);
    await at(0.25);
    await page.mouse.down();
    await at(0.5);
    await page.mouse.up();
    expect((await hoverRight()).step).toBeLessThan(60);
    expect((await hoverRight()).step).toBeLessThan(60);
    await page.mouse.move(0, 0);
    appendFileSync(join(cwd, 'runs/long/replay_ed/events.jsonl'), loss(101, 0.125));
    await page.locator('b:text-is("0.125")').waitFor();
    expect((await hoverRight()).step).toBeLessThan(60);
    await area.dblclick();
    expect((await hoverRight()).step).toBeGreaterThan(95);
    expect(problems).toEqual([]);
    await close();
  });

  it.each([
    ['all runs', 'light', 1200, '', 'details.group tbody tr'],
    ['all runs', 'dark', 360, '', 'details.group tbody tr'],
    ['a run of a hostile name', 'dark', 1200, link('job', job(hostile)), 'pre.log'],
    ['a run of a hostile name', 'light', 360, link('job', job(hostile)), 'pre.log'],
    ['a comparison', 'light', 1200, link('compare', ...names.map(job)), 'iframe'],
  ] as const)(
    '%s in %s at %i pixels: accessible, without an error, a request elsewhere or a way to scroll but down',
    async (_, scheme, width, hash, ready) => {
      const { page, problems, close } = await open(hash, scheme, width);
      await page.locator(ready).first().waitFor();
      if (ready === 'iframe') await page.frameLocator(ready).locator('table').first().waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.locator('img[onerror], script:not([src])').count()).toBe(0);
      expect(problems).toEqual([]);
      await close();
    },
  );

  it('a page that was opened with the token cancels a job, and says why one cannot be run again', async () => {
    write('runs/held/replay_ed/config.json', someJobConfig());
    write('runs/held/replay_ed/events.jsonl', loss(10, 2));
    const unlock = await tryLock(join(cwd, 'runs/held/.replay_ed'));
    write('runs/broken/replay_ed/config.json', {});
    write(
      'runs/broken/replay_ed/events.jsonl',
      event({ type: 'job', job: 'x', state: 'failed', detail: 'no disk' }),
    );
    const { server: child, url } = await serve('--control');
    const base = new URL(url).origin;
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(url);
    await page.waitForFunction('location.hash === "#/"');
    await page.goto(`${base}/${link('job', 'runs/held/replay_ed')}`);
    await page.getByRole('button', { name: 'Cancel this job' }).click();
    await page.getByRole('button', { name: 'Cancel this job', disabled: true }).waitFor();
    while (!existsSync(join(cwd, 'runs/held/replay_ed/.cancelled'))) await page.waitForTimeout(50);
    rmSync(join(cwd, 'runs/held/replay_ed/.cancelled'));
    await page.goto(`${base}/${link('job', 'runs/broken/replay_ed')}`);
    await page.getByRole('button', { name: 'Run this job again' }).click();
    expect(await page.getByRole('alert').textContent()).toMatch(/RetryError: .*there are no experts/);
    await page.close();
    await unlock?.();
    await end(child);
  });

  it('a page with the token starts an experiment, says what is wrong with another, and runs a job again that was cut off', async () => {
    const foul = '<img src=x onerror=alert(3)>.yaml';
    write('configs/some/tiny.yaml', tinyExperiment);
    write(`configs/${foul}`, 'strategy: replay_ed\nlr: fast\nepocs: 1\n');
    write('secret/experiment.yaml', tinyExperiment);
    symlinkSync(join(cwd, 'secret'), join(cwd, 'configs/link'));
    const { server: child, url } = await serve('--control');
    const { page, problems, close } = await open(new URL(url).hash, 'light', 1200, new URL(url).origin);
    const choice = page.getByLabel('File in configs');
    await choice.waitFor();
    expect((await choice.locator('option').allTextContents()).slice(1)).toEqual([foul, 'some/tiny.yaml']);
    await choice.selectOption(foul);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/:2: "lr".*\n.*:3: .*"epocs"/);
    expect(await violations(page)).toEqual([]);
    await choice.selectOption('some/tiny.yaml');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('some/tiny.yaml has begun').waitFor();
    const group = page.locator('details.group:has(h2:text-is("tiny"))');
    await group.getByRole('link', { name: 'replay_ed' }).click();
    const isFinished = page.locator('p:has(.dot.finished)');
    await isFinished.waitFor();
    const { accuracy } = JSON.parse(readFileSync(join(cwd, 'runs/tiny/replay_ed/metrics.json'), 'utf8'));
    const shown = page.locator(`dd:text-is("${(100 * accuracy).toFixed(1)} %")`);
    await shown.waitFor();
    const unexpected = (...expected: RegExp[]) =>
      problems.filter((problem) => !expected.some((each) => each.test(problem)));
    const refused = /status of 409.*\/api\/control\//;
    expect(unexpected(refused)).toEqual([]);

    rmSync(join(cwd, 'runs/tiny/replay_ed/metrics.json')); // From now on the page may ask for parts of this job in vain.
    await page.getByRole('button', { name: 'Resume this job' }).click();
    await isFinished.waitFor();
    await shown.waitFor();
    expect(unexpected(refused, /status of 404.*\/api\/\w+\?job=runs%2Ftiny/)).toEqual([]);
    await close();
    await end(child);
  });

  it('its own policy lets its script, style and images work, and no other', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    await page.goto(`${address}/${link('job', job('replay_ed'))}`);
    await page.locator('figure img').waitFor();
    await page.locator('.uplot canvas').first().waitFor();
    const once = page.locator('section:has(h2:text-is("Measured once"))');
    expect(await once.locator('figure').allTextContents()).toEqual(['loss after each expertloss 0.9123']);
    expect(await once.locator('canvas, [role=img]').count()).toBe(0);
    const size = await page.evaluate(`(async () => {
      const image = document.querySelector('figure img');
      await image.decode();
      return image.naturalWidth;
    })()`);
    expect({ size, problems }).toEqual({ size: 60, problems: [] });
    const blocked = page.waitForEvent('console', (message) =>
      message.text().includes('Content Security Policy'),
    );
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.harm = 1' }))`,
    );
    await blocked;
    expect(await page.evaluate('window.harm')).toBeUndefined();
    await page.close();
  });
});
