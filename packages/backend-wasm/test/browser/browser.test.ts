import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrainingReport } from './training';
import { train } from './training';

/** The Chromium of this machine (Debian: apt-get install chromium), or of CHROMIUM. */
function findChromium(): string | undefined {
  if (process.env.CHROMIUM !== undefined) return process.env.CHROMIUM;
  try {
    return execFileSync('which', ['chromium'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

const executablePath = findChromium();

async function bundleTraining(): Promise<string> {
  const result = await build({
    entryPoints: [join(import.meta.dirname, 'training.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    conditions: ['@exmodel/source'],
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return result.outputFiles[0]?.text as string;
}

/** Serves the training as a page, cross-origin isolated or not. */
async function serve(script: string, isolated: boolean) {
  const headers: Record<string, string> = isolated
    ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
    : {};
  const server = createServer((request, response) => {
    const isScript = request.url === '/training.js';
    response.writeHead(200, { ...headers, 'Content-Type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : '<!doctype html><script src="/training.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

describe.skipIf(executablePath === undefined)('in Chromium', () => {
  let script = '';
  let expected: TrainingReport;
  beforeAll(async () => {
    script = await bundleTraining();
    expected = await train();
  });
  const servers: { close: () => void }[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });

  test.for([true, false])('trains as in Node, cross-origin isolated: %s', async (isolated) => {
    const browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ['--no-sandbox'],
    });
    try {
      const server = await serve(script, isolated);
      servers.push(server);
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      await page.goto(server.url);
      const report = await page.evaluate(() => (globalThis as unknown as { train: typeof train }).train());
      expect(problems).toEqual([]);
      expect(report.losses).toEqual(expected.losses);
      if (isolated) expect(report.threads).toBeGreaterThan(1);
      else expect(report.threads).toBe(1);
    } finally {
      await browser.close();
    }
  });
});
