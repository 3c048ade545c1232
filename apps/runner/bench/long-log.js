// A part of `pnpm bench:serve`: what the live page does with a job whose log has a million events: how long its curves take, how
// long other requests wait meanwhile, when a page is told of an event that was just logged, and the memory of server and page. Needs a POSIX `ps`.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { serve } from './live-server.js';

const count = 1_000_000;
const more = 20; // seconds for which the log goes on to grow, by 500 events each
const folder = mkdtempSync(join(tmpdir(), 'exmodel-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const job = join(folder, 'runs/long/replay_ed');
const log = join(job, 'events.jsonl');
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const began = Date.parse('2026-11-26T10:00:00.000Z');
/** The line of an event of a training of five experiences. */
function line(i) {
  const experience = Math.min(4, Math.floor((5 * i) / count));
  const event = {
    type: 'progress',
    time: new Date(began + 15 * i).toISOString(),
    phase: 'replay_ed',
    detail: `distillation ${i}/${count}`,
    done: experience + 1,
    total: 5,
    work: { done: i, total: count },
    values: { loss: Math.abs(Math.sin(i)) },
    curve: { name: `distillation/experience${experience}`, step: i },
  };
  return `${JSON.stringify(event)}\n`;
}

mkdirSync(job, { recursive: true });
writeFileSync(join(job, 'config.json'), JSON.stringify({ strategy: 'replay_ed', scenario: 'x', seed: 1 }));
const file = openSync(log, 'a');
for (let i = 0; i < count; i += 10_000)
  appendFileSync(file, Array.from({ length: Math.min(10_000, count - i) }, (_, k) => line(i + k)).join(''));

const { server, address } = await serve('runs', {
  cwd: folder,
  env: { ...process.env, INIT_CWD: folder }, // pnpm's would be the checkout.
});
const megabytes = () =>
  Math.round(
    Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid)], { encoding: 'utf8' })) / 1000,
  );

/** What the server tells of the job's log, as it comes. */
async function* told() {
  const response = await fetch(`${address}/api/live?job=runs/long/replay_ed`);
  let text = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    const messages = `${text}${part}`.split('\n\n');
    text = messages.pop();
    for (const message of messages)
      if (message.startsWith('event: log')) yield JSON.parse(/^data: (.*)$/m.exec(message)[1]).curves;
  }
}
const pointsOf = (curves) => curves.flatMap(({ points }) => points);
const requestTime = async () => {
  const start = performance.now();
  await (await fetch(`${address}/api/job?job=runs/long/replay_ed`)).text();
  return performance.now() - start;
};

await requestTime();
const before = megabytes();
const start = performance.now();
const messages = told();
let isRead = false;
const first = messages.next().finally(() => {
  isRead = true;
});
const waits = [];
let most = before;
while (!isRead) {
  waits.push(await requestTime());
  most = Math.max(most, megabytes());
  await setTimeout(50);
}
const points = pointsOf((await first).value).length;
console.log(
  `${count} events: ${((performance.now() - start) / 1000).toFixed(1)} s until the page has ${points} points of the curves; ` +
    `another request waits ${median(waits).toFixed(0)} ms (median of ${waits.length}), at most ${Math.max(...waits).toFixed(0)} ms`,
);
console.log(`memory: ${before} MB before, ${most} MB at most meanwhile, ${megabytes()} MB after`);

const page = await openPage();
const waiting = []; // Events that no message has had yet, with when they were logged.
const delays = [];
let next = count;
const end = performance.now() + 1000 * more;
const growing = (async () => {
  for (; performance.now() < end; await setTimeout(100)) {
    appendFileSync(file, Array.from({ length: 50 }, (_, k) => line(next + k)).join(''));
    next += 50;
    waiting.push({ last: next - 1, since: performance.now() });
  }
})();
for await (const curves of messages) {
  const at = performance.now();
  const [last] = pointsOf(curves).at(-1);
  while (waiting[0]?.last <= last) delays.push(at - waiting.shift().since);
  if (at > end) break;
}
await growing;
closeSync(file);
console.log(
  `the log grows by 500 events a second for ${more} s: an event is told ${median(delays).toFixed(0)} ms after it was logged (median), ` +
    `at most ${Math.max(...delays).toFixed(0)} ms; the server has ${megabytes()} MB`,
);
await page?.report();
process.exit(0);

/** The page in Debian's Chromium, or that of CHROMIUM; undefined where there is none. */
async function openPage() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    console.log(`the page itself is not measured: there is no ${executablePath}`);
    return undefined;
  }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const opened = await browser.newPage();
  const devtools = await opened.context().newCDPSession(opened);
  // Whatever keeps the page from answering for more than 50 ms.
  await opened.addInitScript(() => {
    globalThis.stalls = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.stalls.push(duration);
    }).observe({ type: 'longtask' });
  });
  await opened.goto(`${address}/#/job?job=runs/long/replay_ed`);
  await opened.getByRole('heading', { name: 'Curves' }).waitFor({ timeout: 0 });
  const heap = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    return ((await devtools.send('Runtime.getHeapUsage')).usedSize / 1e6).toFixed(1);
  };
  const stalls = () => opened.evaluate(() => globalThis.stalls.splice(0));
  const [atFirst, whileDrawn] = [await heap(), await stalls()];
  return {
    report: async () => {
      const later = await stalls();
      console.log(
        `in Chromium: drawn, the longest time without an answer ${Math.max(0, ...whileDrawn)} ms; while it grew ${Math.max(0, ...later)} ms, ` +
          `longer than 50 ms ${later.length} times; memory ${atFirst} MB, then ${await heap()} MB`,
      );
      await browser.close();
    },
  };
}
