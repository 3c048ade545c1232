// `pnpm bench:serve`: how long the live page takes to know 500 runs of 12 jobs, at first and again, as the page's server answers and as a browser shows them; and how it follows
// a log of a million events (long-log.js). Needs a built checkout.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { serve } from './live-server.js';

const [runs, jobs] = [500, 12];
const folder = mkdtempSync(join(tmpdir(), 'exmodel-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const ten = (value) => Array.from({ length: 10 }, () => value);
const metrics = (seed) => ({
  ...{
    schema: 2,
    strategy: 'replay_ed',
    scenario: 'split_mnist',
    seed,
    config: { lr: 0.1, model: 'lenet5' },
  },
  ...{ experiences: ten({ classes: [0], task: null, testImages: 1000, expertAccuracy: 0.99 }) },
  ...{
    accuracyMatrix: ten(ten(0.123456789)),
    accuracy: 0.5 + seed / 100,
    averageAccuracy: 0.5,
    forgetting: ten(0.1),
  },
  ...{
    averageForgetting: 0.1,
    backwardTransfer: -0.1,
    confusion: ten(ten(100)),
    perClassAccuracy: ten(0.5),
    accuracyCurve: [],
  },
  times: {
    finishedAt: '2026-11-26T10:00:00.000Z',
    synthesis: 1,
    distillation: 1,
    training: 0,
    evaluation: 1,
    total: 3,
  },
});
for (let run = 0; run < runs; run++) {
  for (let job = 0; job < jobs; job++) {
    const place = join(folder, `run${run}`, `strategy${Math.floor(job / 3)}`, `SEED${job % 3}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(
      join(place, 'config.json'),
      JSON.stringify({ strategy: 'replay_ed', scenario: 'split_mnist', seed: job % 3 }),
    );
    writeFileSync(join(place, 'metrics.json'), JSON.stringify(metrics(job % 3)));
  }
}

const { server, address } = await serve(folder);

/** Seconds until the server has told of all jobs. */
async function told() {
  const began = performance.now();
  const stop = new AbortController();
  const response = await fetch(`${address}/api/live`, { signal: stop.signal });
  let text = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes('\n\n')) break;
  }
  const count = text.split('"state":"finished"').length - 1;
  if (count !== runs * jobs) throw new Error(`${count} jobs were told, expected ${runs * jobs}.`);
  return (performance.now() - began) / 1000;
}
const [first, again] = [await told(), await told()];
console.log(
  `${runs} runs of ${jobs} jobs: told in ${first.toFixed(2)} s at first, in ${again.toFixed(2)} s again`,
);
await shown();
server.kill();
await import('./long-log.js');

/** Prints the seconds until a browser that is open already shows all jobs. */
async function shown() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    console.log(`the page itself is not measured: there is no ${executablePath}`);
    return;
  }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const seconds = [];
  for (let time = 0; time < 5; time++) {
    const page = await browser.newPage();
    const began = performance.now();
    await page.goto(address);
    await page.getByRole('button', { name: `${runs * jobs} finished` }).waitFor({ timeout: 0 });
    seconds.push((performance.now() - began) / 1000);
    await page.close();
  }
  await browser.close();
  const [least, , median, , most] = seconds.toSorted((a, b) => a - b).map((each) => each.toFixed(2));
  console.log(`in Chromium: shown in ${median} s (median of 5, ${least} to ${most})`);
}
